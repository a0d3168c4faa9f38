using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Deployment;

/// <summary>Checks the example of a proxy, because the tests run none.</summary>
public sealed class ProxyExampleTests
{
    private static readonly Dictionary<string, string> Directives = File.ReadAllLines(Repository.PathOf("deploy", "nginx.conf"))
        .Select(static line => line.Trim().TrimEnd(';').Split(' ', 2, StringSplitOptions.TrimEntries))
        .Where(static words => words is [['s', 's', 'l', '_', ..], _]).ToDictionary(static words => words[0], static words => words[1], StringComparer.Ordinal);

    [Fact]
    public void It_speaks_the_current_versions_of_tls_only() => Directives["ssl_protocols"].Split(' ').ShouldBe(["TLSv1.2", "TLSv1.3"], ignoreOrder: true);

    /// <summary>Those that RFC 9325, section 4.2, recommends: ephemeral keys and authenticated encryption. The ciphers of TLS 1.3 are all of this kind.</summary>
    [Fact]
    public void It_offers_recommended_ciphers_only_and_prefers_the_strongest()
    {
        var ciphers = Directives["ssl_ciphers"].Split(':');

        ciphers.ShouldAllBe(static cipher => cipher.StartsWith("ECDHE-", StringComparison.Ordinal) && (cipher.Contains("-GCM-") || cipher.EndsWith("-CHACHA20-POLY1305", StringComparison.Ordinal)));
        ciphers[0].ShouldContain("AES256");
        Directives["ssl_prefer_server_ciphers"].ShouldBe("on");
    }
}
