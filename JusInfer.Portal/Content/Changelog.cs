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

    /// <summary>The file, with the addresses of the articles that it links to.</summary>
    public required ReadOnlyMemory<byte> Markdown { get; init; }

    public required string Html { get; init; }

    public required ImmutableArray<Heading> Headings { get; init; }

    public required ImmutableArray<Link> Links { get; init; }

    /// <summary>Null where the file does not exist. Its errors are added to <paramref name="errors"/>.</summary>
    public static Changelog? Read(string contentRoot, ContentErrorList errors)
    {
        var path = Path.Combine(contentRoot, FileName);
        if (!File.Exists(path)) return null;

        var markdown = ArticleFile().Replace(File.ReadAllText(path).ReplaceLineEndings("\n"), "](/${section}/${slug}/${anchor})");
        var rendered = ArticleMarkup.Render(Title().Replace(markdown, ""), linesBefore: 0, Address, PictureSet.Empty, errors);
        return new Changelog
        {
            Markdown = Encoding.UTF8.GetBytes(markdown),
            Html = rendered.Html,
            Headings = rendered.Headings,
            Links = rendered.Links,
        };
    }

    /// <summary>The page has its own title. The line itself stays, so that errors name the right one.</summary>
    [GeneratedRegex("^# [^\n]*", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Title();

    /// <summary>A link to the file of an article, which works in the repository. The portal serves the article at an address.</summary>
    [GeneratedRegex(
        @"\]\(content/(?<section>docs|blog|connect)/(?<slug>[a-z0-9-]+)\.md(?<anchor>#[^)]*)?\)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ArticleFile();
}
