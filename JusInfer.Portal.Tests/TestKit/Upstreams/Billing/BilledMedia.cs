using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace JusInfer.Portal.Tests.TestKit.Upstreams.Billing;

/// <summary>
/// The tokens of an image, a document or a recording, by the formulas that providers publish. Written apart from those of the product.
/// </summary>
internal static partial class BilledMedia
{
    /// <summary>
    /// OpenAI: an image is reduced to 2048 pixels a side, then to 768 on its shorter side, and costs 85 tokens and 170 for each tile of 512
    /// pixels (developers.openai.com/api/docs/guides/images-vision#gpt-4o-gpt-41). Claude: it is reduced to 2576 pixels a side and 4,784
    /// patches of 28 pixels, and costs a token for each (platform.claude.com/docs/en/build-with-claude/vision#evaluate-image-size). Gemini:
    /// 1,120 tokens by default (ai.google.dev/gemini-api/docs/media-resolution#token-counts).
    /// </summary>
    public static long OfImage(BilledFamily family, int width, int height)
    {
        if (family == BilledFamily.Gemini) return 1_120;
        if (family == BilledFamily.OpenAi)
        {
            double w = width, h = height;
            if (Math.Max(w, h) > 2_048) (w, h) = (w * 2_048 / Math.Max(width, height), h * 2_048 / Math.Max(width, height));
            if (Math.Min(w, h) > 768) (w, h) = (w * 768 / Math.Min(w, h), h * 768 / Math.Min(w, h));
            return 85 + (170 * (long)Math.Ceiling(w / 512 - 1e-9) * (long)Math.Ceiling(h / 512 - 1e-9));
        }

        for (var scale = 1.0; ; scale *= 0.995)
        {
            var tokens = (long)(Math.Ceiling(width * scale / 28) * Math.Ceiling(height * scale / 28));
            if (tokens <= 4_784 && Math.Max(width, height) * scale <= 2_576) return tokens;
        }
    }

    /// <summary>An image, with its size where it is in the request; by URL the largest one that a web server may have.</summary>
    public static long OfImage(BilledFamily family, string reference)
    {
        var comma = reference.IndexOf("base64,", StringComparison.Ordinal);
        if (comma < 0 && reference.Contains("://", StringComparison.Ordinal)) return OfImage(family, 8_000, 8_000);
        var bytes = Convert.FromBase64String(comma < 0 ? reference : reference[(comma + 7)..]);
        var (width, height) = BilledImageSize.Largest(bytes);
        return OfImage(family, width, height);
    }

    /// <summary>Media anywhere in a request: a recording, a document or an image by its data, or by URL; null for text.</summary>
    public static long? OfAny(BilledFamily family, string text)
    {
        if (text.StartsWith("https://", StringComparison.Ordinal)) return OfImage(family, 8_000, 8_000);
        var data = text[(text.IndexOf("base64,", StringComparison.Ordinal) is var comma and >= 0 ? comma + 7 : 0)..];
        return data.StartsWith(Start("SECONDS "), StringComparison.Ordinal) ? OfRecording(data, isVideo: false)
            : data.StartsWith(Start("%PDF"), StringComparison.Ordinal) ? OfDocument(family, data)
            : data.StartsWith("iVBORw0KGgo", StringComparison.Ordinal) ? OfImage(family, data)
            : null;

        static string Start(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text))[..5];
    }

    /// <summary>
    /// A document. OpenAI and Claude read the text and an image of each page
    /// (developers.openai.com/api/docs/guides/file-inputs#how-it-works,
    /// platform.claude.com/docs/en/build-with-claude/pdf-support#how-pdf-support-works), Gemini counts 560 tokens for a page
    /// (ai.google.dev/gemini-api/docs/media-resolution#token-counts). A page is one of A4 with 200 dots per inch.
    /// </summary>
    public static long OfDocument(BilledFamily family, string reference)
    {
        var comma = reference.IndexOf("base64,", StringComparison.Ordinal);
        var file = Encoding.Latin1.GetString(Convert.FromBase64String(comma < 0 ? reference : reference[(comma + 7)..]));
        var pages = Page().Count(file);
        var text = Shown().Matches(file).Sum(static match => BilledText.TokensOf(match.Groups["text"].Value));
        return family == BilledFamily.Gemini ? pages * 560L : text + (pages * OfImage(family, 1_654, 2_339));
    }

    /// <summary>
    /// A recording: 32 tokens a second of sound and 263 a second of video (ai.google.dev/gemini-api/docs/tokens#multimodal-tokens).
    /// </summary>
    public static long OfRecording(string base64, bool isVideo)
    {
        var seconds = int.Parse(Encoding.ASCII.GetString(Convert.FromBase64String(base64)).Split(' ')[1], CultureInfo.InvariantCulture);
        return seconds * (isVideo ? 263L : 32);
    }

    [GeneratedRegex(@"/Type\s*/Page\b", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Page();

    [GeneratedRegex(@"\((?<text>[^)]*)\) Tj", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Shown();
}
