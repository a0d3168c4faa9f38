using System.Security.Cryptography;
using System.Text;

namespace JusInfer.Portal.Data.KeyRing;

/// <summary>A wrapping key of 32 or more random bytes, which a file contains as Base64: what <c>openssl rand -base64 32</c> writes.</summary>
internal sealed class KeyFile : WrappingKey
{
    private const int MinBytes = 32;
    private const int KeyBytes = 32;
    private const int IdBytes = 10;

    private readonly byte[] key;

    private KeyFile(byte[] secret)
    {
        key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, KeyBytes, info: "JusInfer wrapping key"u8.ToArray());
        Id = $"key:{Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, IdBytes, info: "JusInfer wrapping key id"u8.ToArray()))}";
    }

    public override string Id { get; }

    /// <returns>The key, or what is wrong with the content, as the end of a sentence.</returns>
    public static Result<WrappingKey, string> Read(byte[] content)
    {
        var secret = new byte[content.Length];
        if (!Convert.TryFromBase64String(Encoding.UTF8.GetString(content).Trim(), secret, out var length)) return "is not Base64";
        return length < MinBytes ? $"contains {length} bytes in Base64 instead of {MinBytes} or more" : new KeyFile(secret[..length]);
    }

    public override byte[] Wrap(ReadOnlySpan<byte> plaintext) => Encrypt(key, plaintext);

    public override byte[] Unwrap(ReadOnlySpan<byte> wrapped) => Decrypt(key, wrapped);
}
