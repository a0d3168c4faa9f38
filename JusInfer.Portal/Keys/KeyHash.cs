using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace JusInfer.Portal.Keys;

/// <summary>The SHA-256 of a key's plaintext, by which keys are stored and cached. 32 bytes, compared as four 64-bit words.</summary>
internal readonly record struct KeyHash(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    public static KeyHash From(ReadOnlySpan<char> plaintext)
    {
        Span<byte> utf8 = stackalloc byte[256];
        if (!Encoding.UTF8.TryGetBytes(plaintext, utf8, out var length))
            throw new ArgumentException("The text is longer than any key.", nameof(plaintext));
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..length], digest);
        return FromBytes(digest);
    }

    public static KeyHash FromBytes(ReadOnlySpan<byte> digest)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(digest);
        return new KeyHash(words[0], words[1], words[2], words[3]);
    }

    public byte[] ToBytes()
    {
        var digest = new byte[SHA256.HashSizeInBytes];
        var words = MemoryMarshal.Cast<byte, ulong>(digest.AsSpan());
        (words[0], words[1], words[2], words[3]) = (First, Second, Third, Fourth);
        return digest;
    }

    public override int GetHashCode() => (int)First;
}
