using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using JusInfer.Portal.Content.Markup;
using JusInfer.Portal.Content.Pictures;

namespace JusInfer.Portal.Content;

/// <summary>The file <c>CHANGELOG.md</c> at the content root, as a page.</summary>
internal sealed partial record Changelog
{
    public const string FileName = "CHANGELOG.md";
    public const string Address = "/changelog/";
    public const string MarkdownAddress = "/changelog.md";

    /// <summary>The file, byte for byte.</summary>
    public required ReadOnlyMemory<byte> Markdown { get; init; }

    public required string Html { get; init; }

    public required ImmutableArray<Heading> Headings { get; init; }

    /// <summary>Null where the file does not exist. Its errors are added to <paramref name="errors"/>.</summary>
    public static Changelog? Read(string contentRoot, ErrorList errors)
    {
        var path = Path.Combine(contentRoot, FileName);
        if (!File.Exists(path)) return null;

        var markdown = File.ReadAllBytes(path);
        var body = RelativeLink().Replace(Title().Replace(Encoding.UTF8.GetString(markdown).ReplaceLineEndings("\n"), ""), "${text}");
        var rendered = ArticleMarkup.Render(body, linesBefore: 0, Address, PictureSet.Empty, errors);
        return new Changelog { Markdown = markdown, Html = rendered.Html, Headings = rendered.Headings };
    }

    /// <summary>The page has its own title. The line itself stays, so that errors name the right one.</summary>
    [GeneratedRegex("^# [^\n]*", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Title();

    /// <summary>A link to another file of the repository, which the portal does not serve.</summary>
    [GeneratedRegex(
        @"\[(?<text>[^\]]+)\]\((?!https://|/|#)[^)]*\)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex RelativeLink();
}
