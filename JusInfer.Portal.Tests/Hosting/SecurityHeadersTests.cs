using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>The headers that restrict browsers, on every kind of response.</summary>
public sealed partial class SecurityHeadersTests(SecurityHeadersTests.Shared shared) : IClassFixture<SecurityHeadersTests.Shared>
{
    private static readonly TestCatalog Catalog = new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]);

    private readonly PortalHost portal = shared.Portal;

    public static TheoryData<string, string> Responses => new()
    {
        { "GET", "/" }, { "GET", "/login" }, { "GET", "/docs/security" }, { "GET", "/docs/security.md" }, { "GET", "/not-there" }, { "GET", "/developer" }, { "GET", "/css/tokens.css" },
        { "GET", "/health/live" }, { "GET", "/openapi/v1.json" }, { "GET", "/v1/tenant" }, { "GET", "/v1/not-there" }, { "POST", "/v1/auth/login" }, { "POST", "/mcp" },
        { "GET", "/v1/models" }, { "POST", "/v1/chat/completions" }, { "OPTIONS", "/v1/chat/completions" }, { "TRACE", "/" }, { "POST", "/account/sign-out" },
    };

    [Theory]
    [MemberData(nameof(Responses))]
    public async Task Every_response_forbids_sniffing_framing_and_sending_addresses_to_others(string method, string path)
    {
        using var answer = await SendAsync(portal, method, path);

        HeaderOf(answer, "X-Content-Type-Options").ShouldBe("nosniff");
        HeaderOf(answer, "Referrer-Policy").ShouldBe("same-origin");
        var policy = HeaderOf(answer, "Content-Security-Policy")!.Split("; ");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldContain("object-src 'none'");
        policy.ShouldContain(static directive => directive == "default-src 'self'" || directive == "default-src 'none'");
    }

    [Fact]
    public async Task An_answer_to_a_key_has_them_too()
    {
        var caller = await (await portal.SignUpAsync()).MintAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models") { Headers = { { "Authorization", $"Bearer {caller.Key}" } } };

        using var answer = await portal.Http.SendAsync(request, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        HeaderOf(answer, "X-Content-Type-Options").ShouldBe("nosniff");
        HeaderOf(answer, "Content-Security-Policy")!.ShouldContain("default-src 'none'");
    }

    [Theory]
    [InlineData("GET", "/v1/models", "Authorization")]
    [InlineData("GET", "/v1/models", "x-api-key")]
    [InlineData("GET", "/v1/responses/resp_unknown", "x-api-key")]
    [InlineData("GET", "/v1/usage", "Authorization")]
    [InlineData("POST", "/v1/chat/completions", "Authorization")]
    [InlineData("POST", "/v1/messages", "x-api-key")]
    [InlineData("POST", "/mcp", "Authorization")]
    public async Task No_proxy_stores_what_is_answered_to_a_key(string method, string path, string header)
    {
        var caller = await (await portal.SignUpAsync()).MintAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { header, header == "Authorization" ? $"Bearer {caller.Key}" : caller.Key } } };

        using var answer = await portal.Http.SendAsync(request, TestContext.Current.CancellationToken);

        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public async Task Text_says_its_charset(string method, string path)
    {
        using var answer = await SendAsync(portal, method, path);
        var length = (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length;

        if (length > 0) answer.Content.Headers.ContentType.ShouldNotBeNull();
        if (answer.Content.Headers.ContentType is { MediaType: var type, CharSet: var charset } && (type!.StartsWith("text/", StringComparison.Ordinal) || type.EndsWith("xml", StringComparison.Ordinal)))
            charset.ShouldBe("utf-8");
    }

    /// <summary>Of what is written into a page, its import map alone is allowed, by its hash (CSP level 3, section 2.3.1).</summary>
    [Fact]
    public async Task Pages_run_no_scripts_of_others_and_none_that_are_written_into_them()
    {
        using var answer = await SendAsync(portal, "GET", "/");
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var imports = InlineScripts().Matches(page).ShouldHaveSingleItem();
        imports.Groups["attributes"].Value.ShouldContain("type=\"importmap\"");
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(imports.Groups["content"].Value)));

        var policy = HeaderOf(answer, "Content-Security-Policy")!.Split("; ");
        policy.ShouldContain($"script-src 'self' 'sha256-{hash}'");
        policy.ShouldContain("form-action 'self'");
        policy.ShouldContain("base-uri 'self'");
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public async Task Over_https_browsers_are_told_to_use_nothing_else_for_a_year(string method, string path)
    {
        using var secure = await SendAsync(portal, method, path, "https");
        using var plain = await SendAsync(portal, method, path);

        HeaderOf(secure, "Strict-Transport-Security").ShouldBe("max-age=31536000");
        HeaderOf(plain, "Strict-Transport-Security").ShouldBeNull("RFC 6797, section 7.2");
    }

    [Theory]
    [InlineData("off", null)]
    [InlineData("host", "max-age=31536000")]
    [InlineData("subdomains", "max-age=31536000; includeSubDomains")]
    public async Task The_operator_chooses_for_which_hosts_that_holds(string setting, string? header)
    {
        await using var other = await PortalHost.StartAsync(Catalog, ("Proxy:Known:0", "127.0.0.1"), ("Proxy:Hsts", setting));

        using var answer = await SendAsync(other, "GET", "/health/live", "https");

        HeaderOf(answer, "Strict-Transport-Security").ShouldBe(header);
    }

    private static async Task<HttpResponseMessage> SendAsync(PortalHost to, string method, string path, string scheme = "http")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "X-Forwarded-Proto", scheme } } };
        return await to.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string? HeaderOf(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.ShouldHaveSingleItem() : null;

    [GeneratedRegex(@"<script(?![^>]*\bsrc=)(?<attributes>[^>]*)>(?<content>.*?)</script>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InlineScripts();

    public sealed class Shared : IAsyncLifetime
    {
        internal PortalHost Portal { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Portal = await PortalHost.StartAsync(Catalog, ("Proxy:Known:0", "127.0.0.1"));

        public ValueTask DisposeAsync() => Portal.DisposeAsync();
    }
}
