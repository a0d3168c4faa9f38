using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace JusInfer.Portal.Simulator.Embeddings;

/// <summary>
/// Creates a deterministic vector of length 1 for a text by feature hashing: the hash of each word selects a few components to add to.
/// Texts with common words get similar vectors, so that a similarity search works; the meaning of words has no influence.
/// </summary>
internal static class HashedEmbedding
{
    /// <summary>The number of components that a word adds to.</summary>
    private const int ComponentsPerWord = 8;

    public static float[] Of(string text, int dimensions)
    {
        var vector = new float[dimensions];
        var words = 0;
        foreach (var word in SplitWords(text))
        {
            Add(vector, word);
            words++;
        }

        var length = MathF.Sqrt(vector.Sum(static value => value * value));
        if (words == 0 || length == 0)
        {
            // The text has no words, or its words cancel each other out.
            Array.Clear(vector);
            (vector[0], length) = (1, 1);
        }

        for (var i = 0; i < vector.Length; i++) vector[i] /= length;
        return vector;
    }

    private static void Add(float[] vector, string word)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(word)).AsSpan();
        for (var component = 0; component < ComponentsPerWord; component++)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(hash[(component * sizeof(uint))..]);
            vector[(int)((bits >> 1) % (uint)vector.Length)] += (bits & 1) == 0 ? 1 : -1;
        }
    }

    private static IEnumerable<string> SplitWords(string text)
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
