using System.Text.Json;
using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Components.Shared.Kit;

/// <summary>Colors are named in one file, <c>tokens.css</c>, for both themes; the UI kit gets them through <c>kit.css</c>.</summary>
public sealed partial class KitStylesTests
{
    private static readonly string Styles = Repository.PathOf("wwwroot/css");

    [Fact]
    public void Every_variable_of_the_kit_has_a_value_of_the_portal()
    {
        var used = Variable().Matches(File.ReadAllText(KitSheet())).Select(static match => match.Groups["name"].Value).Distinct().ToList();
        var ours = File.ReadAllText(Path.Combine(Styles, "kit.css"));

        used.Count.ShouldBeGreaterThan(200);
        used.Where(name => !ours.Contains($"  {name}:", StringComparison.Ordinal))
            .ShouldBeEmpty("the kit would use a color or size of its own");
    }

    [Fact]
    public void No_page_names_a_color()
    {
        var components = Repository.PathOf("JusInfer.Portal/Components");
        var files = Directory.EnumerateFiles(components, "*.css", SearchOption.AllDirectories)
            .Append(Path.Combine(Styles, "app.css"))
            .Where(static file => Path.GetFileName(file) != "QrCode.razor.css") // Cameras read black on white.
            .ToList();
        var pages = Directory.EnumerateFiles(components, "*.razor", SearchOption.AllDirectories).ToList();

        files.Count.ShouldBeGreaterThan(50);
        files.SelectMany(static file => Colors(file, File.ReadAllText(file))).ShouldBeEmpty();
        pages.SelectMany(static file => Inline().Matches(File.ReadAllText(file)).SelectMany(style => Colors(file, style.Value)))
            .ShouldBeEmpty();
    }

    private static IEnumerable<string> Colors(string file, string text) =>
        Color().Matches(Comment().Replace(text, "")).Select(match => $"{Path.GetFileName(file)}: {match.Value.Trim()}");

    /// <summary>The sheet of the kit that the portal was built with, from the manifest of its static files.</summary>
    private static string KitSheet()
    {
        using var manifest = JsonDocument.Parse(
            File.ReadAllText(Path.ChangeExtension(typeof(Program).Assembly.Location, ".staticwebassets.runtime.json")));
        return manifest.RootElement.GetProperty("ContentRoots").EnumerateArray()
            .Select(static root => Path.Combine(root.GetString()!, "MudBlazor.min.css")).First(File.Exists);
    }

    [GeneratedRegex(@"var\((?<name>--mud-[a-z0-9-]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Variable();

    [GeneratedRegex(
        @"#[0-9a-fA-F]{3,8}\b(?=[^{]*[;}])|\b(rgb|hsl|hwb|lab|lch|oklab|oklch)a?\("
        + @"|:\s*(white|black|red|green|blue|gray|grey|pink|orange|yellow)\b",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Color();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"style=""[^""]*""", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Inline();
}
