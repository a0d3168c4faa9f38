using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;

namespace JusInfer.Portal.Keys;

/// <summary>
/// What a key looks like: <c>jinf_</c>, 43 base62 characters drawn at random (256 bits), 6 base62 characters of a CRC-32C over all that
/// precedes. The checksum tells a mistyped or cut key from an unknown one without asking the store, and lets secret scanners find leaked
/// ones.
/// </summary>
internal static class KeyFormat
{
    public const string Prefix = "jinf_";
    public const int Length = 54;

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int ChecksumLength = 6;
    private const int BodyLength = Length - ChecksumLength;

    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    /// <summary>A fresh key.</summary>
    public static Secret Generate()
    {
        Span<char> key = stackalloc char[Length];
        Prefix.CopyTo(key);
        RandomNumberGenerator.GetItems(Alphabet, key[Prefix.Length..BodyLength]);
        WriteChecksum(key[..BodyLength], key[BodyLength..]);
        return new Secret(key.ToString());
    }

    /// <summary>Whether this could be a key of ours. Allocates nothing.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> key)
    {
        if (key.Length != Length || !key.StartsWith(Prefix) || key[Prefix.Length..].ContainsAnyExcept(Letters)) return false;
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(key[..BodyLength], checksum);
        return key[BodyLength..].SequenceEqual(checksum);
    }

    /// <summary>The form that people may see, <c>jinf_ab…wxyz</c>: enough to tell keys apart, useless to guess the rest.</summary>
    public static string Display(ReadOnlySpan<char> key) => $"{key[..(Prefix.Length + 2)]}…{key[^4..]}";

    private static void WriteChecksum(ReadOnlySpan<char> body, Span<char> checksum)
    {
        var crc = uint.MaxValue;
        foreach (var letter in body) crc = BitOperations.Crc32C(crc, (byte)letter);
        for (var i = checksum.Length - 1; i >= 0; i--)
        {
            (crc, var digit) = Math.DivRem(crc, (uint)Alphabet.Length);
            checksum[i] = Alphabet[(int)digit];
        }
    }
}
