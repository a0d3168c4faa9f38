using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace JusInfer.Portal.Tests.Architecture;

/// <summary>Which cryptography the built assembly uses.</summary>
public sealed class CryptographyTests
{
    private const string Namespace = "System.Security.Cryptography.";

    /// <summary>What the portal calls itself. Data Protection and TLS of the framework encrypt everything else.</summary>
    private static readonly string[] Known =
    [
        "AesGcm", "AsymmetricAlgorithm", "AuthenticationTagMismatchException", "CryptographicException", "CryptographicOperations", "ECCurve", "ECDsa", "ECParameters", "ECPoint", "HKDF", "HMACSHA1", "HMACSHA256",
        "HashAlgorithm", "HashAlgorithmName", "IncrementalHash", "KeySizes", "RSA", "RSAEncryptionPadding", "RSAParameters", "RandomNumberGenerator", "SHA256",
    ];

    private static readonly string[] Secret = ["JusInfer.Portal.Accounts", "JusInfer.Portal.Keys", "JusInfer.Portal.Tenancy", "JusInfer.Portal.Data.KeyRing", "JusInfer.Portal.Primitives"];

    private static readonly IReadOnlySet<Use> Uses = TypeUses.In(typeof(Program).Assembly.Location);

    [Fact]
    public void Only_known_algorithms_are_used_and_no_cipher_without_authentication()
    {
        var used = Uses.Where(static use => use.Used.StartsWith(Namespace, StringComparison.Ordinal) && !use.Used.StartsWith(Namespace + "X509", StringComparison.Ordinal))
            .Select(static use => use.Used[Namespace.Length..]).Distinct().Order(StringComparer.Ordinal).ToArray();

        used.ShouldContain("RandomNumberGenerator");
        used.Except(Known).ShouldBeEmpty();
    }

    /// <summary>RSA pads by OAEP: the padding of 1993 (PKCS #1 v1.5) lets attackers decrypt with an oracle.</summary>
    [Fact]
    public void Rsa_encrypts_with_optimal_padding_only()
    {
        using var image = new PEReader(File.OpenRead(typeof(Program).Assembly.Location));
        var metadata = image.GetMetadataReader();
        var called = metadata.MemberReferences.Select(handle => metadata.GetString(metadata.GetMemberReference(handle).Name)).ToArray();

        called.ShouldContain("get_OaepSHA256");
        called.ShouldNotContain("get_Pkcs1");
        called.ShouldNotContain("get_OaepSHA1");
    }

    [Fact]
    public void No_cryptography_of_others_is_used() =>
        Uses.Where(static use => use.Used.Contains("BouncyCastle", StringComparison.Ordinal) || use.Used.StartsWith("NSec.", StringComparison.Ordinal) || use.Used.StartsWith("Sodium.", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void Only_codes_of_authenticator_apps_use_the_hash_function_of_1995() =>
        Uses.Where(static use => use.Used is Namespace + "HMACSHA1" or Namespace + "SHA1").Select(static use => use.User).Distinct().ShouldBe(["JusInfer.Portal.Accounts.SecondFactors.Totp"]);

    [Fact]
    public void Modules_that_make_secrets_use_no_predictable_random_numbers() =>
        Uses.Where(static use => use.Used == "System.Random" && Array.Exists(Secret, module => use.User.StartsWith(module + ".", StringComparison.Ordinal))).Select(static use => use.User).Distinct().ShouldBeEmpty();
}
