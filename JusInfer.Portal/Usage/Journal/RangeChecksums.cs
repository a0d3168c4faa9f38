using System.Numerics;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// The checksums (CRC-32C) of all ranges of some bytes, each in a time that does not depend on its length. Behind damage, each byte of a
/// segment can be the first of an entry of up to <see cref="JournalFormat.MaxEntryBytes"/>: bytes that look like the beginnings of entries
/// would be read 64,000 times.
/// <para>
/// A CRC is the remainder of a polynomial, so that of a range is that of all bytes until its end less that of the bytes before it,
/// multiplied by x^8 for each byte of the range (Adler's <c>crc32_combine</c> in zlib).
/// </para>
/// </summary>
internal sealed class RangeChecksums
{
    /// <summary>How many bytes are summed at a time.</summary>
    private const int WindowBytes = 1 << 20;

    /// <summary>The polynomial of CRC-32C, whose lowest bit is the largest power.</summary>
    private const uint Polynomial = 0x82F6_3B78;

    private const uint One = 1u << 31;
    private const uint OneByte = One >> 8;

    private static readonly uint[] Bytes = Powers(OneByte);
    private static readonly uint[] Pages = Powers(Bytes[^1]);

    private uint[] sums = [];
    private int from;

    /// <summary>The checksum of a range, as <see cref="JournalFormat.Checksum"/> calculates it.</summary>
    /// <param name="file">The bytes: the same in each call.</param>
    /// <param name="start">Where the range begins.</param>
    /// <param name="length">At most <see cref="JournalFormat.MaxEntryBytes"/>.</param>
    public uint Of(ReadOnlySpan<byte> file, int start, int length)
    {
        if (start < from || start + length >= from + sums.Length) Sum(file, start);
        return sums[start + length - from] ^ Multiply(PowerOf(length), sums[start - from] ^ uint.MaxValue);
    }

    /// <summary>Calculates the checksums of the bytes from a position to each later one.</summary>
    private void Sum(ReadOnlySpan<byte> file, int start)
    {
        var window = file[start..Math.Min(file.Length, start + WindowBytes + JournalFormat.MaxEntryBytes)];
        if (sums.Length != window.Length + 1) sums = new uint[window.Length + 1];
        from = start;
        for (var at = 0; at < window.Length; at++) sums[at + 1] = BitOperations.Crc32C(sums[at], window[at]);
    }

    /// <summary>x^8 to the power of a number of bytes.</summary>
    private static uint PowerOf(int bytes) => Multiply(Pages[bytes >> 8], Bytes[bytes & 0xFF]);

    private static uint[] Powers(uint factor)
    {
        var powers = new uint[257];
        powers[0] = One;
        for (var i = 1; i < powers.Length; i++) powers[i] = Multiply(powers[i - 1], factor);
        return powers;
    }

    /// <summary>The product of two polynomials, modulo <see cref="Polynomial"/>.</summary>
    private static uint Multiply(uint one, uint other)
    {
        var product = 0u;
        for (; one != 0; one <<= 1)
        {
            if ((one & One) != 0) product ^= other;
            other = (other >> 1) ^ ((other & 1) == 0 ? 0 : Polynomial);
        }

        return product;
    }
}
