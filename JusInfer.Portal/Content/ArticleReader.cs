using System.Text;
using JusInfer.Portal.Content.Markup;

namespace JusInfer.Portal.Content;

/// <summary>Makes an article of one Markdown file.</summary>
internal static class ArticleReader
{
    private const int WordsPerMinute = 220;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Null where the file has a fault; every fault is then in <paramref name="faults"/>.</summary>
    public static Article? Read(Section section, string slug, byte[] markdown, FaultList faults)
    {
        if (!SlugFormat.IsSlug(slug)) faults.Add(1, $"'{slug}' is no slug, and the file's name becomes the address; {SlugFormat.Rule}");
        if (Decode(markdown, faults) is not { } text) return null;

        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var about = new FrontMatterReader(faults).Read(lines, out var bodyStart);
        var body = string.Join('\n', lines[bodyStart..]);
        if (string.IsNullOrWhiteSpace(body)) faults.Add(lines.Length, "the article has no text after its front matter");

        var rendered = ArticleMarkup.Render(body, bodyStart, Article.AddressOf(section, slug), faults);
        if (about is null || !faults.IsEmpty) return null;

        return new Article
        {
            Section = section,
            Slug = slug,
            About = about,
            Markdown = markdown,
            Html = rendered.Html,
            Headings = rendered.Headings,
            Links = rendered.Links,
            ReadingMinutes = Math.Max(1, (int)Math.Round(CountWords(body) / (double)WordsPerMinute)),
        };
    }

    private static string? Decode(byte[] markdown, FaultList faults)
    {
        try
        {
            return StrictUtf8.GetString(markdown);
        }
        catch (DecoderFallbackException)
        {
            faults.Add(1, "the file is not UTF-8; save it as UTF-8");
            return null;
        }
    }

    private static int CountWords(string body) => body.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
}
