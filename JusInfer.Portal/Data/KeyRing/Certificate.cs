using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JusInfer.Portal.Data.KeyRing;

/// <summary>
/// The RSA key of a certificate in a PKCS#12 file (PFX). Each wrapped key has a content key of its own, which is encrypted with RSA-OAEP (SHA-256). The dates
/// of the certificate do not matter: it is the form in which the platform provides a key.
/// </summary>
internal sealed class Certificate : WrappingKey, IDisposable
{
    private const int MinRsaBits = 2048;
    private const int ContentKeyBytes = 32;
    private const int BitsPerByte = 8;

    private readonly RSA rsa;

    // RSA objects are not documented as thread-safe.
    private readonly Lock gate = new();

    private Certificate(RSA rsa, string thumbprint) => (this.rsa, Id) = (rsa, $"certificate:{thumbprint}");

    /// <summary>With the SHA-256 thumbprint, which <c>openssl x509 -fingerprint -sha256</c> prints.</summary>
    public override string Id { get; }

    /// <returns>The key, or what is wrong with the file, as the end of a sentence.</returns>
    public static Result<WrappingKey, string> Read(byte[] content, Secret? password)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadPkcs12(content, password?.Reveal());
            if (certificate.GetRSAPrivateKey() is not { } rsa) return "contains no private RSA key";
            if (rsa.KeySize >= MinRsaBits) return new Certificate(rsa, Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256)));
            rsa.Dispose();
            return $"contains an RSA key of less than {MinRsaBits} bits";
        }
        catch (CryptographicException)
        {
            return password is null ? "is not a PKCS#12 file (PFX), or has a password" : "is not a PKCS#12 file (PFX), or has another password";
        }
    }

    public override byte[] Wrap(ReadOnlySpan<byte> plaintext)
    {
        var contentKey = RandomNumberGenerator.GetBytes(ContentKeyBytes);
        lock (gate) return [.. rsa.Encrypt(contentKey, RSAEncryptionPadding.OaepSHA256), .. Encrypt(contentKey, plaintext)];
    }

    public override byte[] Unwrap(ReadOnlySpan<byte> wrapped)
    {
        var encryptedKeyBytes = rsa.KeySize / BitsPerByte;
        if (wrapped.Length < encryptedKeyBytes) throw new CryptographicException("The wrapped key is too short.");
        lock (gate) return Decrypt(rsa.Decrypt(wrapped[..encryptedKeyBytes], RSAEncryptionPadding.OaepSHA256), wrapped[encryptedKeyBytes..]);
    }

    public void Dispose() => rsa.Dispose();
}
