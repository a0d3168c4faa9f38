using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;

namespace JusInfer.Portal.Keys;

/// <summary>
/// The format of a key: <c>jinf_</c>, 43 random base62 characters (256 bits), and 6 base62 characters of a CRC-32C over all characters
/// before. The checksum distinguishes a mistyped or truncated key from an unknown one without a read of the store, and lets secret scanners
/// find leaked keys.
/// </summary>
internal static class KeyFormat
{
    public const string Prefix = "jinf_";
    public const int Length = 54;

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int ChecksumLength = 6;
    private const int BodyLength = Length - ChecksumLength;

    private static readonly SearchValues<char> AllowedCharacters = SearchValues.Create(Alphabet);

    /// <summary>A new random key.</summary>
    public static Secret Generate()
    {
        Span<char> key = stackalloc char[Length];
        Prefix.CopyTo(key);
        RandomNumberGenerator.GetItems(Alphabet, key[Prefix.Length..BodyLength]);
        WriteChecksum(key[..BodyLength], key[BodyLength..]);
        return new Secret(key.ToString());
    }

    /// <summary>Whether the format and checksum are valid. Allocates nothing.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> key)
    {
        if (key.Length != Length || !key.StartsWith(Prefix) || key[Prefix.Length..].ContainsAnyExcept(AllowedCharacters)) return false;
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(key[..BodyLength], checksum);
        return key[BodyLength..].SequenceEqual(checksum);
    }

    /// <summary>The abbreviated form for people, <c>jinf_ab…wxyz</c>: enough to distinguish keys, and useless for guessing one.</summary>
    public static string Display(ReadOnlySpan<char> key) => $"{key[..(Prefix.Length + 2)]}…{key[^4..]}";

    private static void WriteChecksum(ReadOnlySpan<char> body, Span<char> checksum)
    {
        var crc = uint.MaxValue;
        foreach (var character in body) crc = BitOperations.Crc32C(crc, (byte)character);
        for (var i = checksum.Length - 1; i >= 0; i--)
        {
            (crc, var digit) = Math.DivRem(crc, (uint)Alphabet.Length);
            checksum[i] = Alphabet[(int)digit];
        }
    }
}
