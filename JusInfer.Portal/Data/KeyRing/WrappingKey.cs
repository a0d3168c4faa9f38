using System.Security.Cryptography;

namespace JusInfer.Portal.Data.KeyRing;

/// <summary>A key from outside of the store that encrypts the Data Protection keys in it: of a key file, or of a certificate.</summary>
internal abstract class WrappingKey
{
    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagBytes = AesGcm.TagByteSizes.MaxSize;

    /// <summary>Identifies the key in the store, for example <c>certificate:3f9a…</c>. It says nothing about the key itself.</summary>
    public abstract string Id { get; }

    public abstract byte[] Wrap(ReadOnlySpan<byte> plaintext);

    /// <exception cref="CryptographicException">This key did not wrap the bytes, or they were changed.</exception>
    public abstract byte[] Unwrap(ReadOnlySpan<byte> wrapped);

    /// <summary>AES-256-GCM: nonce, tag, ciphertext.</summary>
    protected static byte[] Encrypt(byte[] key, ReadOnlySpan<byte> plaintext)
    {
        var result = new byte[NonceBytes + TagBytes + plaintext.Length];
        var nonce = result.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plaintext, result.AsSpan(NonceBytes + TagBytes), result.AsSpan(NonceBytes, TagBytes));
        return result;
    }

    protected static byte[] Decrypt(byte[] key, ReadOnlySpan<byte> encrypted)
    {
        if (encrypted.Length < NonceBytes + TagBytes) throw new CryptographicException("The wrapped key is too short.");
        var plaintext = new byte[encrypted.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(encrypted[..NonceBytes], encrypted[(NonceBytes + TagBytes)..], encrypted.Slice(NonceBytes, TagBytes), plaintext);
        return plaintext;
    }
}
