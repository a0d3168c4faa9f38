using System.Text;

namespace JusInfer.Portal.Simulator.Tokens;

/// <summary>
/// Counts tokens: four bytes of UTF-8 are one token, rounded up. For English text and code, the count differs from a real tokenizer's by
/// less than a quarter.
/// </summary>
internal static class TokenCount
{
    public const int BytesPerToken = 4;

    /// <summary>The tokens of one image: what OpenAI counts for 1024 by 1024 pixels at high detail.</summary>
    public const int TokensPerImage = 765;

    public static int Of(string text) => OfBytes(Encoding.UTF8.GetByteCount(text));

    public static int OfBytes(int bytes) => (bytes + BytesPerToken - 1) / BytesPerToken;
}
