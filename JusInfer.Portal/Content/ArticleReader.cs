using System.Text;
using JusInfer.Portal.Content.Markup;
using JusInfer.Portal.Content.Pictures;

namespace JusInfer.Portal.Content;

/// <summary>Reads an article from a Markdown file.</summary>
internal static class ArticleReader
{
    private const int WordsPerMinute = 220;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Null if the file has an error; every error is then in <paramref name="errors"/>.</summary>
    public static Article? Read(Section section, string slug, byte[] markdown, PictureSet pictures, ContentErrorList errors)
    {
        if (!SlugFormat.IsSlug(slug)) errors.Add(1, $"'{slug}' is not a slug, and the file's name is part of the address; {SlugFormat.Rule}");
        if (Decode(markdown, errors) is not { } text) return null;

        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var about = new FrontMatterReader(errors).Read(lines, out var bodyStart);
        var body = string.Join('\n', lines[bodyStart..]);
        if (string.IsNullOrWhiteSpace(body)) errors.Add(lines.Length, "the article has no text after its front matter");

        var rendered = ArticleMarkup.Render(body, bodyStart, Article.AddressOf(section, slug), pictures, errors);
        if (about is null || !errors.IsEmpty) return null;

        return new Article
        {
            Section = section,
            Slug = slug,
            About = about,
            Markdown = markdown,
            Body = string.Join('\n', lines[bodyStart..].Where(static line => !HtmlComments.IsComment(line))).Trim(),
            Html = rendered.Html,
            Headings = rendered.Headings,
            Links = rendered.Links,
            Files = rendered.Files,
            Passages = rendered.Passages,
            SocialImage = new Lazy<ReadOnlyMemory<byte>>(() => Social.SocialImage.Draw(section.Title, about.Title, about.Description)),
            ReadingMinutes = Math.Max(1, (int)Math.Round(CountWords(body) / (double)WordsPerMinute)),
        };
    }

    private static string? Decode(byte[] markdown, ContentErrorList errors)
    {
        try
        {
            return StrictUtf8.GetString(markdown);
        }
        catch (DecoderFallbackException)
        {
            errors.Add(1, "the file is not UTF-8; save it as UTF-8");
            return null;
        }
    }

    private static int CountWords(string body) => body.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
}
