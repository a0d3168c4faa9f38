using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using JusInfer.Portal.Data.KeyRing;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Tests.TestKit.Builders;

/// <summary>Makes what files with wrapping keys contain.</summary>
internal static class WrappingFiles
{
    public const string Password = "a password of the test";

    public static byte[] KeyFile() => System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n");

    /// <summary>A self-signed certificate that has expired, with its private key, as PKCS#12.</summary>
    public static byte[] CertificateFile(int bits = 2048)
    {
        using var rsa = RSA.Create(bits);
        var request = new CertificateRequest("CN=jusinfer", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        return certificate.Export(X509ContentType.Pkcs12, Password);
    }

    public static WrappingKey Key() => Portal.Data.KeyRing.KeyFile.Read(KeyFile()).Value;

    public static WrappingKey Certificate() => Portal.Data.KeyRing.Certificate.Read(CertificateFile(), new Secret(Password)).Value;
}
