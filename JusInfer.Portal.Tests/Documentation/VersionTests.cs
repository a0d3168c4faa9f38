using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.Components.Account;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Documentation;

/// <summary>The version of the product is set in one place, and shown wherever people and programs look for it.</summary>
public sealed partial class VersionTests(SharedPortal open) : IClassFixture<SharedPortal>
{
    private static readonly string Version =
        XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("Version").ShouldHaveSingleItem().Value;

    private readonly PagesHost portal = open.Pages;

    [Fact]
    public void The_assembly_has_it_and_the_commit()
    {
        ProductVersion.Text.ShouldBe(Version);
        ProductVersion.WithCommit.ShouldMatch($@"^{Regex.Escape(Version)}(\+[0-9a-f]{{40}})?$");
    }

    [Fact]
    public void No_project_has_one_of_its_own() =>
        Directory
            .EnumerateFiles(Repository.Root, "*.csproj", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 })
            .Where(static project => OwnVersion().IsMatch(File.ReadAllText(project))).ShouldBeEmpty();

    [Fact]
    public async Task The_liveness_probe_has_it()
    {
        using var live = JsonDocument.Parse(await portal.Browser.GetStringAsync("/health/live", TestContext.Current.CancellationToken));

        live.RootElement.EnumerateObject().ToDictionary(static field => field.Name, static field => field.Value.GetString())
            .ShouldBe(new Dictionary<string, string?> { ["status"] = "live", ["version"] = Version }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/docs/quick-start/")]
    [InlineData("/login")]
    public async Task The_footer_of_a_page_has_it(string page)
    {
        var html = await portal.Browser.GetStringAsync(page, TestContext.Current.CancellationToken);

        html[html.IndexOf("<footer", StringComparison.Ordinal)..].ShouldContain($"JusInfer {Version}");
    }

    [Fact]
    [Slow]
    public async Task The_program_prints_it_without_reading_its_settings()
    {
        await using var process = PortalProcess.LaunchWith(["--version"], ("Journal:Durability", "often"));

        (await process.WaitForExitAsync()).ShouldBe(0, process.Output);
        process.Output.ShouldBe(Version + Environment.NewLine);
    }

    [GeneratedRegex(
        "<(Version|VersionPrefix|VersionSuffix|AssemblyVersion|InformationalVersion)>",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnVersion();
}
