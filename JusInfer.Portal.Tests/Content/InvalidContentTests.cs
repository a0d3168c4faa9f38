using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Content;

/// <summary>An invalid article prevents the start of the process, like an invalid setting.</summary>
public sealed class InvalidContentTests : IDisposable
{
    private readonly ContentRoot root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    [Slow]
    public async Task An_error_in_front_matter_stops_the_start_with_file_line_and_reason()
    {
        root.With("docs/broken.md", ContentRoot.Markdown(ContentRoot.Head.Replace("2026-11-20", "tomorrow")));
        await using var process = PortalProcess.Launch(
            ("contentRoot", root.Folder), ("Catalog:Path", Repository.PathOf("catalog.json")), ("Store:Path", Path.Combine(root.Folder, "data")));

        (await process.WaitForExitAsync()).ShouldBe(78);

        process.Output.ShouldContain("content/docs/broken.md(5): 'tomorrow' is not a date; write it as 2026-11-20");
        process.Output.ShouldNotContain("Unhandled exception");
    }
}
