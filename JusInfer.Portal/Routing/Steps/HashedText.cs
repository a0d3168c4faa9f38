namespace JusInfer.Portal.Routing.Steps;

/// <summary>
/// Visits the words of the texts before a step, and pairs of neighboring words, as indices of a table: the end of the last result and of the last turn of the
/// model. Trainer and gateway share this code. The text itself is not kept.
/// </summary>
internal static class HashedText
{
    public const int Bits = 15;

    public const int Size = 1 << Bits;

    /// <summary>The part of the last result, of the model's text and of its command that is read.</summary>
    private const int MaxResultBytes = 1_500, MaxTurnBytes = 800;

    /// <summary>The most indices of one text.</summary>
    public const int MaxIndices = 2 * MaxResultBytes;

    private const int BitsOfWord = 64;

    /// <param name="result">The last message.</param>
    /// <param name="indices">Receives up to <see cref="MaxIndices"/> indices below <see cref="Size"/>.</param>
    /// <returns>The number of indices.</returns>
    public static int VisitResult(ReadOnlySpan<byte> result, Span<ushort> indices) => Visit(result[Math.Max(0, result.Length - MaxResultBytes)..], 0x811C9DC5, indices);

    /// <param name="turn">The text of the model's last turn, with its command.</param>
    /// <param name="indices">Receives up to <see cref="MaxIndices"/> indices below <see cref="Size"/>.</param>
    /// <returns>The number of indices.</returns>
    public static int VisitTurn(ReadOnlySpan<byte> turn, Span<ushort> indices) => Visit(turn[Math.Max(0, turn.Length - MaxTurnBytes)..], 0x9747B28C, indices);

    /// <summary>Moves the first occurrence of each index to the start, in their order.</summary>
    /// <returns>The number of different indices.</returns>
    public static int KeepFirst(Span<ushort> indices)
    {
        Span<ulong> seen = stackalloc ulong[Size / BitsOfWord];
        seen.Clear();
        var count = 0;
        foreach (var index in indices)
        {
            ref var word = ref seen[index / BitsOfWord];
            var bit = 1UL << (index % BitsOfWord);
            if ((word & bit) != 0) continue;
            word |= bit;
            indices[count++] = index;
        }

        return count;
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
