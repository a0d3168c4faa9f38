using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.Architecture;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Documentation;

/// <summary>docs/KEYS.md has every purpose of encryption and every cryptographic function of the program.</summary>
public sealed partial class KeyInventoryTests
{
    private const string Namespace = "System.Security.Cryptography.";

    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "KEYS.md"));

    /// <summary>Parameters, sizes and errors.</summary>
    private static readonly string[] NoFunctions =
    [
        "AsymmetricAlgorithm", "AuthenticationTagMismatchException", "CryptographicException", "ECCurve", "ECParameters", "ECPoint", "HashAlgorithm", "HashAlgorithmName", "KeySizes", "RSAEncryptionPadding",
        "RSAParameters",
    ];

    [Fact]
    public void It_has_every_purpose_of_encryption_and_no_other()
    {
        var used = Directory.GetFiles(Repository.PathOf("JusInfer.Portal"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(static file => Purposes().Matches(File.ReadAllText(file)).Select(static purpose => purpose.Groups["purpose"].Value));

        Listed().Matches(Page).Select(static purpose => purpose.Groups["purpose"].Value).ShouldBe(used.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_has_every_cryptographic_function()
    {
        var used = TypeUses.In(typeof(Program).Assembly.Location).Select(static use => use.Used)
            .Where(static type => type.StartsWith(Namespace, StringComparison.Ordinal) && !type.StartsWith(Namespace + "X509", StringComparison.Ordinal))
            .Select(static type => type[Namespace.Length..]).Distinct().Except(NoFunctions).ToArray();

        used.ShouldContain("AesGcm");
        used.Where(static function => !Page.Contains($"`{function}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"(CreateProtector\(|Purpose = )""(?<purpose>JusInfer\.[^""]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Purposes();

    [GeneratedRegex(@"^\| `(?<purpose>JusInfer\.[\w.]+)` \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listed();
}
