using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>
/// Providers whose certificate is not accepted, and those whose issuer or client certificate is in the catalog (iagooar/qqqa#15,
/// BerriAI/litellm#9848, simonw/llm#568: all that one learns is that the request failed).
/// </summary>
[Trait("Promise", "P-16")]
public sealed class ProviderCertificateTests : IDisposable
{
    private readonly TestAuthority authority = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-tls-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        authority.Dispose();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("self-signed", false, "UnknownIssuer", "its certificate is self-signed and not trusted")]
    [InlineData("issued", false, "UnknownIssuer", "the issuer of its certificate, CN=Test Authority, is not trusted")]
    [InlineData("expired", true, "ExpiredCertificate", "its certificate expired on 6 May 2024, 07:08 UTC")]
    [InlineData("early", true, "ExpiredCertificate", "its certificate is not valid before 6 May 2098, 07:08 UTC")]
    [InlineData("other", true, "WrongCertificateName", "its certificate is for other.example, not for 127.0.0.1")]
    [InlineData("other", false, "WrongCertificateName", "not for 127.0.0.1, and the issuer of its certificate, CN=Test")]
    public async Task What_is_wrong_with_a_certificate_is_named(string which, bool isIssuerTrusted, string outcome, string reason)
    {
        using var certificate = CertificateNamed(which);
        await using var server = await StartServerAsync(certificate);
        await using var portal = await StartPortalAsync(server, isIssuerTrusted ? Tls(WriteRoot()) : null);
        var caller = await (await portal.SignUpAsync()).MintAsync();

        var answer = await caller.AskAsync(Caller.Asking("test/model"));

        answer.ShouldBe(502, "UPSTREAM_ERROR");
        answer.Message.ShouldContain("alpha could not be reached: its certificate is not accepted. 1 attempt was made");
        answer.Body.ShouldNotContain(reason);
        portal.Logs.Lines.ShouldContain(line => line.Contains(reason));
        var report = portal.Services.GetRequiredService<ProviderHealth>().Report();
        report.Endpoints.Single().LastFailure!.Message.ShouldNotBeNull().ShouldContain(reason);
        var provider = portal.Services.GetRequiredService<CatalogSource>().Current.Providers.Single();
        var test = await portal.Services.GetRequiredService<IProviderProbe>().TestAsync(provider, Cancellation);
        test.Outcome.ToString().ShouldBe(outcome);
        ProviderTestDescriptions.Of(test).ShouldContain("certificate");
    }

    /// <summary>Connections share the policy with the issuers of the catalog, which has the time at which it was made.</summary>
    [Fact]
    public void A_certificate_that_expired_after_the_start_is_described_as_that()
    {
        using var certificate = CertificateNamed("expired");
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(authority.Root);
        chain.ChainPolicy.VerificationTime = new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc);
        chain.ChainPolicy.VerificationTimeIgnored = true;
        chain.Build(certificate).ShouldBeFalse();

        var failure = Should.Throw<CertificateException>(
            () => CertificateCheck.Run(this, certificate, chain, SslPolicyErrors.RemoteCertificateChainErrors));

        failure.Message.ShouldBe("its certificate expired on 6 May 2024, 07:08 UTC");
    }

    [Theory]
    [InlineData("issued")]
    [InlineData("self-signed")]
    public async Task An_issuer_of_the_catalog_is_trusted(string which)
    {
        using var certificate = CertificateNamed(which);
        await using var server = await StartServerAsync(certificate);
        var root = which == "issued" ? authority.Root : certificate;
        await using var portal = await StartPortalAsync(server, Tls(caFile: Write("ca.pem", root.ExportCertificatePem())));

        await ShouldAnswerAsync(portal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_certificate_of_the_catalog_is_shown(bool isKeyInOwnFile)
    {
        using var certificate = authority.Issue();
        using var client = authority.Issue("gateway.example");
        await using var server = await StartServerAsync(certificate, client.Thumbprint);
        var (shown, key) = (client.ExportCertificatePem(), TestAuthority.KeyPemOf(client));
        var tls = isKeyInOwnFile
            ? Tls(WriteRoot(), Write("client.pem", shown), Write("client.key", key))
            : Tls(WriteRoot(), Write("client.pem", $"{key}\n{shown}"));
        await using var portal = await StartPortalAsync(server, tls);

        await ShouldAnswerAsync(portal);
    }

    [Fact]
    public async Task Providers_at_one_host_keep_their_own_issuers()
    {
        using var certificate = authority.Issue();
        using var strangers = new TestAuthority("CN=Strangers");
        await using var server = await StartServerAsync(certificate);
        var address = $"{server.Urls.Single()}/v1";
        var catalog = new TestCatalog()
            .Provider("alpha", address, tls: Tls(WriteRoot()))
            .Provider("beta", address, tls: Tls(Write("other.pem", strangers.Root.ExportCertificatePem())))
            .Provider("gamma", address)
            .Model("test/alpha", ["alpha:a"]).Model("test/beta", ["beta:b"]).Model("test/gamma", ["gamma:c"]);
        await using var portal = await PortalHost.StartAsync(catalog);
        var caller = await (await portal.SignUpAsync()).MintAsync();

        (await caller.AskAsync(Caller.Asking("test/alpha"))).ShouldBe(200);
        (await caller.AskAsync(Caller.Asking("test/beta"))).ShouldBe(502);
        (await caller.AskAsync(Caller.Asking("test/gamma"))).ShouldBe(502);
        (await caller.AskAsync(Caller.Asking("test/alpha"))).ShouldBe(200);
    }

    /// <summary>For the clients that have no setting: mail, sign-in, webhooks. OpenSSL reads the variable, so only on Linux.</summary>
    [Slow]
    [Fact]
    public async Task Issuers_in_SSL_CERT_FILE_are_trusted()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have a store of their own.");
        using var certificate = authority.Issue();
        await using var server = await StartServerAsync(certificate);
        var catalog = new TestCatalog().Provider("alpha", $"{server.Urls.Single()}/v1").Model("test/model", ["alpha:model"]);
        await using var node = new PortalNode(catalog) { Environment = [("SSL_CERT_FILE", WriteRoot())] };
        var (_, http) = await node.StartAsync();
        var caller = await (await PortalTeam.SignUpAsync(http)).MintAsync();

        (await caller.AskAsync(Caller.Asking("test/model"))).ShouldBe(200);
    }

    private X509Certificate2 CertificateNamed(string which) => which switch
    {
        "self-signed" => TestCertificate.Create(),
        "expired" => authority.Issue(
            notBefore: new DateTimeOffset(2024, 1, 2, 0, 0, 0, TimeSpan.Zero),
            notAfter: new DateTimeOffset(2024, 5, 6, 7, 8, 0, TimeSpan.Zero)),
        "early" => authority.Issue(
            notBefore: new DateTimeOffset(2098, 5, 6, 7, 8, 0, TimeSpan.Zero),
            notAfter: new DateTimeOffset(2098, 6, 6, 7, 8, 0, TimeSpan.Zero)),
        "other" => authority.Issue("other.example"),
        _ => authority.Issue(),
    };

    private static async Task ShouldAnswerAsync(PortalHost portal)
    {
        var caller = await (await portal.SignUpAsync()).MintAsync();
        (await caller.AskAsync(Caller.Asking("test/model"))).ShouldBe(200);
        var provider = portal.Services.GetRequiredService<CatalogSource>().Current.Providers.Single();
        var test = await portal.Services.GetRequiredService<IProviderProbe>().TestAsync(provider, Cancellation);
        test.Outcome.ShouldBe(ProviderTestOutcome.Ok);
    }

    private static Task<PortalHost> StartPortalAsync(WebApplication server, string? tls) => PortalHost.StartAsync(new TestCatalog()
        .Provider("alpha", $"{server.Urls.Single()}/v1", tls: tls)
        .Model("test/model", ["alpha:model"]));

    private static string Tls(string? caFile = null, string? certificateFile = null, string? keyFile = null)
    {
        var fields = new JsonObject();
        if (caFile is not null) fields["caFile"] = caFile;
        if (certificateFile is not null) fields["certificateFile"] = certificateFile;
        if (keyFile is not null) fields["keyFile"] = keyFile;
        return fields.ToJsonString();
    }

    private string WriteRoot() => Write("ca.pem", authority.Root.ExportCertificatePem());

    private string Write(string name, string content)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static async Task<WebApplication> StartServerAsync(X509Certificate2 certificate, string? client = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            if (client is null) return;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (shown, _, _) => shown.Thumbprint == client;
        })));
        var server = builder.Build();
        server.Run(static context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(ChatSse.Completion("hello"));
        });
        await server.StartAsync(Cancellation);
        return server;
    }
}
