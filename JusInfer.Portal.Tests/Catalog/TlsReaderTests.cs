using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Catalog;

/// <summary>Errors in <c>tls</c> of a provider name the file, what is wrong with it, and what to do.</summary>
public sealed class TlsReaderTests : IDisposable
{
    private readonly TestAuthority authority = new();
    private readonly Dictionary<string, string> files = [];

    public TlsReaderTests()
    {
        using var first = authority.Issue("a.example");
        using var second = authority.Issue("b.example");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        files["ca.pem"] = authority.Root.ExportCertificatePem();
        files["a.pem"] = first.ExportCertificatePem();
        files["a.key"] = TestAuthority.KeyPemOf(first);
        files["b.key"] = TestAuthority.KeyPemOf(second);
        files["locked.key"] = key.ExportEncryptedPkcs8PrivateKeyPem(
            "word", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        files["empty.pem"] = "";
        files["der.pem"] = "0\u0082\u0001";
        files["damaged.pem"] = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
        files["damaged.key"] = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n";
    }

    public void Dispose() => authority.Dispose();

    [Theory]
    [InlineData("""{ "caFile": "ca.pem" }""", null)]
    [InlineData("""{ "certificateFile": "a.pem", "keyFile": "a.key" }""", null)]
    [InlineData("""{ "caFile": "none.pem" }""", "$.providers[0].tls.caFile names none.pem, which does not exist; write the path")]
    [InlineData("""{ "caFile": "empty.pem" }""", "$.providers[0].tls.caFile names empty.pem, which contains no certificate")]
    [InlineData("""{ "caFile": "der.pem" }""", "openssl x509 -inform der")]
    [InlineData("""{ "caFile": "a.key" }""", "a.key, which contains no certificate")]
    [InlineData("""{ "caFile": "damaged.pem" }""", "damaged.pem, which contains a damaged certificate")]
    [InlineData("""{ "caFile": "" }""", "$.providers[0].tls.caFile is \"\"")]
    [InlineData("""{ "certificateFile": "a.pem" }""", "tls.certificateFile names a.pem, which contains no private key")]
    [InlineData("""{ "certificateFile": "a.pem", "keyFile": "a.pem" }""", "tls.keyFile names a.pem, which contains no private key")]
    [InlineData("""{ "certificateFile": "a.pem", "keyFile": "b.key" }""", "b.key, whose private key is damaged or not that of the")]
    [InlineData("""{ "certificateFile": "a.pem", "keyFile": "damaged.key" }""", "names damaged.key, whose private key is damaged")]
    [InlineData("""{ "certificateFile": "a.pem", "keyFile": "locked.key" }""", "openssl pkey")]
    [InlineData("""{ "certificateFile": "a.pem", "keyFile": "none.key" }""", "tls.keyFile names none.key, which does not exist")]
    [InlineData("""{ "keyFile": "a.key" }""", "$.providers[0].tls.certificateFile is missing beside keyFile")]
    [InlineData("{}", "$.providers[0].tls has no field")]
    [InlineData("""{ "ca": "ca.pem" }""", "$.providers[0].tls.ca is not a known field")]
    [InlineData("true", "$.providers[0].tls is true; write an object")]
    public void An_error_is_clear(string tls, string? error)
    {
        var messages = Read(tls, "https://a.example/v1");

        if (error is null) messages.ShouldBeEmpty();
        else string.Join('\n', messages).Replace(":", "", StringComparison.Ordinal).ShouldContain(error);
    }

    [Fact]
    public void It_needs_an_https_address() =>
        Read("""{ "caFile": "ca.pem" }""", "http://a.example/v1").ShouldHaveSingleItem().ShouldContain("baseUrl is not an https address");

    private ImmutableArray<string> Read(string tls, string address)
    {
        var json = $$"""
            { "providers": [{ "id": "p", "dialect": "openai-chat", "baseUrl": "{{address}}", "tls": {{tls}} }],
              "models": [{ "id": "m", "tier": "mid", "quality": 0.5, "contextWindow": 1000, "free": true,
                           "endpoints": [{ "provider": "p", "model": "m" }] }],
              "auto": { "id": "auto", "baseline": "m" } }
            """;
        var result = CatalogReader.Read(
            Encoding.UTF8.GetBytes(json), [ChatDialect.Id], static _ => null,
            texts: file => new CatalogText(files.GetValueOrDefault(file), files.ContainsKey(file) ? null : CredentialFile.Missing.Fault));
        return result.Error is { } errors ? errors.Messages : [];
    }
}
