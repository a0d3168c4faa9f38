using System.Text;

namespace JusInfer.Portal.Simulator.Counting;

/// <summary>
/// The simulator's tokens: four bytes of UTF-8 each, rounded up. No real tokenizer counts so, but English text and code come within a
/// quarter of it, and the same text always counts the same.
/// </summary>
internal static class TokenCount
{
    public const int Bytes = 4;

    /// <summary>What one image counts: a 1024 by 1024 picture at high detail, as OpenAI counts it.</summary>
    public const int Image = 765;

    public static int Of(string text) => OfBytes(Encoding.UTF8.GetByteCount(text));

    public static int OfBytes(int bytes) => (bytes + Bytes - 1) / Bytes;
}
