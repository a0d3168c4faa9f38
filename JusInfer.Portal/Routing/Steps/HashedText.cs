namespace JusInfer.Portal.Routing.Steps;

/// <summary>
/// Visits the words of the texts before a step, and pairs of neighboring words, as indices of a table: the end of the last result and of the last turn of the
/// model. Trainer and gateway share this code. The text itself is not kept.
/// </summary>
internal static class HashedText
{
    public const int Bits = 14;

    public const int Size = 1 << Bits;

    /// <summary>The part of the last result, of the model's text and of its command that is read.</summary>
    private const int MaxResultBytes = 1_500, MaxTurnBytes = 800;

    /// <summary>The most indices of one step.</summary>
    public const int MaxIndices = 2 * (MaxResultBytes + MaxTurnBytes);

    /// <param name="result">The last message.</param>
    /// <param name="turn">The text of the model's last turn, with its command.</param>
    /// <param name="indices">Receives up to <see cref="MaxIndices"/> indices below <see cref="Size"/>.</param>
    /// <returns>The number of indices.</returns>
    public static int Visit(ReadOnlySpan<byte> result, ReadOnlySpan<byte> turn, Span<ushort> indices)
    {
        var count = Visit(result[Math.Max(0, result.Length - MaxResultBytes)..], 0x811C9DC5, indices);
        return count + Visit(turn[Math.Max(0, turn.Length - MaxTurnBytes)..], 0x9747B28C, indices[count..]);
    }

    private static int Visit(ReadOnlySpan<byte> text, uint seed, Span<ushort> indices)
    {
        var (count, previous, at) = (0, seed, 0);
        while (at < text.Length)
        {
            if (text[at] <= ' ')
            {
                at++;
                continue;
            }

            var hash = seed;
            var kind = KindOf(text[at]);
            do
            {
                // All numbers of one length are one word, and the case of letters is ignored.
                var value = kind == Kind.Digit ? (byte)'0' : kind == Kind.Letter && text[at] < 128 ? (byte)(text[at] | 0x20) : text[at];
                hash = (hash ^ value) * 0x01000193;
                at++;
            }
            while (kind != Kind.Symbol && at < text.Length && KindOf(text[at]) == kind);

            indices[count++] = Fold(hash);
            indices[count++] = Fold((previous * 0x9E3779B1) ^ hash);
            previous = hash;
        }

        return count;
    }

    private static ushort Fold(uint hash)
    {
        hash ^= hash >> 15;
        hash *= 0x2C1B3C6D;
        return (ushort)((hash >> (32 - Bits)) & (Size - 1));
    }

    private static Kind KindOf(byte value) => value switch
    {
        >= (byte)'0' and <= (byte)'9' => Kind.Digit,
        >= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z' or (byte)'_' or >= 128 => Kind.Letter,
        _ => Kind.Symbol,
    };

    private enum Kind
    {
        Symbol,
        Letter,
        Digit,
    }
}
