using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace JusInfer.Portal.Simulator.Embedding;

/// <summary>
/// A vector of length one for a text, the same each time: every word adds to a few places that its hash names (feature hashing). Texts that
/// share words lie near each other, so that a search over them finds something; of meaning it knows nothing.
/// </summary>
internal static class WordVector
{
    /// <summary>How many places a word adds to.</summary>
    private const int Places = 8;

    public static float[] Of(string text, int dimensions)
    {
        var vector = new float[dimensions];
        var words = 0;
        foreach (var word in Words(text))
        {
            Add(vector, word);
            words++;
        }

        var length = MathF.Sqrt(vector.Sum(static value => value * value));
        if (words == 0 || length == 0)
        {
            // Punctuation alone, or words that cancel each other out.
            Array.Clear(vector);
            (vector[0], length) = (1, 1);
        }

        for (var i = 0; i < vector.Length; i++) vector[i] /= length;
        return vector;
    }

    private static void Add(float[] vector, string word)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(word)).AsSpan();
        for (var place = 0; place < Places; place++)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(hash[(place * sizeof(uint))..]);
            vector[(int)((bits >> 1) % (uint)vector.Length)] += (bits & 1) == 0 ? 1 : -1;
        }
    }

    private static IEnumerable<string> Words(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inWord = i < text.Length && (char.IsLetterOrDigit(text[i]) || char.IsSurrogate(text[i]));
            if (inWord && start < 0) start = i;
            if (inWord || start < 0) continue;
            yield return text[start..i].ToLowerInvariant();
            start = -1;
        }
    }
}
