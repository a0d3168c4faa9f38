using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>The cookies of the portal over HTTPS, from this machine and over plain HTTP. A known proxy says which it is.</summary>
[Trait("Promise", "P-3")]
public sealed partial class HostCookiesTests : IAsyncLifetime
{
    private const string Elsewhere = "jusinfer.example.com";
    private const string Chromium = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
    private const string Safari = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15";

    private ScriptedIdentityProvider provider = null!;
    private PagesHost portal = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        provider = await ScriptedIdentityProvider.StartAsync();
        portal = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Theory]
    [InlineData("https", Elsewhere, Chromium)]
    [InlineData("https", Elsewhere, Safari)]
    [InlineData("http", "localhost:5080", Chromium)]
    [InlineData("http", "127.0.0.1", Chromium)]
    [InlineData("http", "[::1]:5080", Chromium)]
    public async Task Over_https_and_from_this_machine_no_other_host_can_set_a_cookie_of_the_portal(string scheme, string host, string browser)
    {
        var visitor = new Visitor(portal, scheme, host, browser);
        await visitor.SignUpAsync();
        await visitor.GetAsync("/account/external/acme");

        visitor.Set.Select(static cookie => cookie.Split('=')[0]).ShouldContain("__Host-jusinfer-session");
        visitor.Set.ShouldContain(static cookie => cookie.StartsWith("__Host-jusinfer-external-", StringComparison.Ordinal));
        foreach (var cookie in visitor.Set)
        {
            cookie.ShouldStartWith("__Host-");
            var parts = cookie.ToLowerInvariant().Split("; ");
            parts.ShouldContain("secure");
            parts.ShouldContain("httponly");
            parts.ShouldContain("path=/");
            parts.ShouldNotContain(static part => part.StartsWith("domain="));
        }

        (await visitor.IsSignedInAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Safari_gets_a_cookie_that_it_takes_from_this_machine()
    {
        var visitor = new Visitor(portal, "http", "localhost:5080", Safari);
        await visitor.SignUpAsync();

        visitor.Set.ShouldAllBe(static cookie => !cookie.StartsWith("__Host-") && !cookie.Contains("secure", StringComparison.OrdinalIgnoreCase));
        (await visitor.IsSignedInAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_cookie_without_the_prefix_opens_nothing_over_https()
    {
        var visitor = new Visitor(portal, "https", Elsewhere, Chromium);
        await visitor.SignUpAsync();
        var session = visitor.Cookies["__Host-jusinfer-session"];
        visitor.Cookies.Clear();

        visitor.Cookies["jusinfer-session"] = session;
        (await visitor.IsSignedInAsync()).ShouldBeFalse();

        visitor.Cookies["__Host-jusinfer-session"] = session;
        (await visitor.IsSignedInAsync()).ShouldBeTrue();
    }

    /// <summary>HackTricks-wiki/hacktricks#1382, cloudflare/cloudflare-docs#30255, httpwg/http-extensions#2229.</summary>
    [Theory]
    [InlineData("a=b,__Host-jusinfer-session={0}")]
    [InlineData("a=b, __Host-jusinfer-session={0}")]
    [InlineData("theme=dark,jusinfer-session={0}")]
    [InlineData("theme=dark, jusinfer-session={0}")]
    [InlineData("\u0085__Host-jusinfer-session={0}")]
    [InlineData("\u00a0__Host-jusinfer-session={0}")]
    [InlineData("\u2000__Host-jusinfer-session={0}")]
    [InlineData("\u3000__Host-jusinfer-session={0}")]
    [InlineData("\ufeff__Host-jusinfer-session={0}")]
    [InlineData("a=b;\u2000__Host-jusinfer-session={0}")]
    [InlineData("=__Host-jusinfer-session={0}")]
    [InlineData("__host-jusinfer-session={0}")]
    [InlineData("__Host-jusinfer-session ={0}")]
    [InlineData("a=\"b,__Host-jusinfer-session={0}\"")]
    [InlineData("a=b", ",__Host-jusinfer-session={0}")]
    [InlineData("theme=dark jusinfer-session={0}")]
    [InlineData("theme=dark\tjusinfer-session={0}")]
    [InlineData("theme=\"dark jusinfer-session={0}")]
    public async Task A_cookie_that_another_host_of_the_domain_can_set_signs_nobody_in(params string[] lines)
    {
        var visitor = new Visitor(portal, "https", Elsewhere, Chromium);
        await visitor.SignUpAsync();

        (await StatusAsync(lines, visitor.Cookies["__Host-jusinfer-session"])).ShouldBe(302);
    }

    [Theory]
    [InlineData("a=b;__Host-jusinfer-session={0}")]
    [InlineData("a=b;\t__Host-jusinfer-session={0}\t ;c")]
    [InlineData("prefs=a,b; __Host-jusinfer-session={0}")]
    [InlineData("prefs=J\u00fcrgen; __Host-jusinfer-session={0}; theme=dark")]
    [InlineData("a=b", "__Host-jusinfer-session={0}")]
    [InlineData("__Host-jusinfer-session={0}", "a=b", "theme=dark")]
    public async Task The_portals_own_cookie_counts_beside_others_and_in_several_lines(params string[] lines)
    {
        var visitor = new Visitor(portal, "https", Elsewhere, Chromium);
        await visitor.SignUpAsync();

        (await StatusAsync(lines, visitor.Cookies["__Host-jusinfer-session"])).ShouldBe(200);
    }

    [Theory]
    [InlineData("wss", true)] // traefik/traefik#6388, #9155
    [InlineData("WSS", true)]
    [InlineData("HTTPS", true)]
    [InlineData("ws", false)]
    [InlineData("gopher", false)]
    public async Task A_proxy_may_name_the_scheme_of_the_WebSocket(string scheme, bool isSignedIn)
    {
        var visitor = new Visitor(portal, "https", Elsewhere, Chromium);
        await visitor.SignUpAsync();
        var socket = new Visitor(portal, scheme, Elsewhere, Chromium);
        socket.Cookies["__Host-jusinfer-session"] = visitor.Cookies["__Host-jusinfer-session"];

        (await socket.IsSignedInAsync()).ShouldBe(isSignedIn);
    }

    [Fact]
    public async Task So_may_a_proxy_of_an_installation_that_trusts_every_client()
    {
        await using var trusting = await PagesHost.StartAsync("--FORWARDEDHEADERS_ENABLED=true");
        var visitor = new Visitor(trusting, "https", Elsewhere, Chromium);
        await visitor.SignUpAsync();
        var socket = new Visitor(trusting, "wss", Elsewhere, Chromium);
        socket.Cookies["__Host-jusinfer-session"] = visitor.Cookies["__Host-jusinfer-session"];

        (await socket.IsSignedInAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Signing_out_deletes_the_cookie_that_the_browser_has()
    {
        var visitor = new Visitor(portal, "https", Elsewhere, Chromium);
        await visitor.SignUpAsync();
        visitor.Set.Clear();

        (await visitor.PostAsync("/account", "/account/sign-out")).StatusCode.ShouldBe(HttpStatusCode.Found);

        var deleted = visitor.Set.Single(static cookie => cookie.StartsWith("__Host-jusinfer-session=;", StringComparison.Ordinal));
        deleted.ShouldContain("secure");
        deleted.ShouldContain("expires=Thu, 01 Jan 1970");
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/login?form=sign-up")]
    [InlineData("/setup")]
    [InlineData("/forgot")]
    [InlineData("/reset")]
    [InlineData("/verify")]
    [InlineData("/confirm-email")]
    [InlineData("/invitation")]
    [InlineData("/account/external")]
    [InlineData("/account/external/acme")]
    public async Task Plain_http_from_elsewhere_asks_for_no_password(string page)
    {
        var answer = await new Visitor(portal, "http", Elsewhere, Chromium).GetAsync(page);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync(Token)).ShouldStartWith("Signing in needs HTTPS");
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Theory]
    [InlineData("/v1/auth/login")]
    [InlineData("/v1/auth/signup")]
    [InlineData("/v1/auth/refresh")]
    [InlineData("/v1/auth/password")]
    [InlineData("/v1/auth/second-factor")]
    [InlineData("/v1/auth/email")]
    [InlineData("/oauth/token")]
    [InlineData("/oauth/revoke")]
    public async Task Plain_http_from_elsewhere_takes_no_password_and_gives_no_token(string path)
    {
        var answer = await new Visitor(portal, "http", Elsewhere, Chromium).PostAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        var isApi = path.StartsWith("/v1", StringComparison.Ordinal);
        problem.GetProperty(isApi ? "detail" : "error_description").GetString().ShouldStartWith("Signing in needs HTTPS");
        if (isApi) problem.GetProperty("code").GetString().ShouldBe("FORBIDDEN");
        (await new Visitor(portal, "https", Elsewhere, Chromium).PostAsync(path)).StatusCode.ShouldNotBe(HttpStatusCode.Forbidden);
        (await new Visitor(portal, "http", "localhost:5080", Chromium).PostAsync(path)).StatusCode.ShouldNotBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/docs")]
    [InlineData("/catalog")]
    [InlineData("/health/live")]
    public async Task What_needs_no_sign_in_is_there_over_plain_http(string page) =>
        (await new Visitor(portal, "http", Elsewhere, Chromium).GetAsync(page)).StatusCode.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task A_session_opens_nothing_over_plain_http_from_elsewhere()
    {
        var visitor = new Visitor(portal, "https", Elsewhere, Chromium);
        await visitor.SignUpAsync();
        var plain = new Visitor(portal, "http", Elsewhere, Chromium);
        plain.Cookies["__Host-jusinfer-session"] = plain.Cookies["jusinfer-session"] = visitor.Cookies["__Host-jusinfer-session"];

        var answer = await plain.GetAsync("/developer/keys");

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        answer.Headers.Location!.ToString().ShouldContain("/login");
    }

    [Fact]
    public async Task The_operator_can_allow_plain_http()
    {
        await using var allowing = await StartAsync("--Proxy:AllowPlainHttp=true");
        var visitor = new Visitor(allowing, "http", Elsewhere, Chromium);
        await visitor.SignUpAsync();

        visitor.Set.ShouldAllBe(static cookie => !cookie.StartsWith("__Host-") && !cookie.Contains("secure", StringComparison.OrdinalIgnoreCase));
        (await visitor.IsSignedInAsync()).ShouldBeTrue();
        (await visitor.PostAsync("/v1/auth/login")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("https", "__Host-theme=dark", "dark")]
    [InlineData("https", "theme=light", "light")]
    [InlineData("https", "theme=light; __Host-theme=dark", "dark")]
    [InlineData("http", "theme=dark", "dark")]
    public async Task The_theme_is_kept_in_every_way(string scheme, string cookies, string theme)
    {
        var visitor = new Visitor(portal, scheme, Elsewhere, Chromium);
        foreach (var cookie in cookies.Split("; ")) visitor.Cookies[cookie.Split('=')[0]] = cookie.Split('=')[1];

        (await (await visitor.GetAsync("/")).Content.ReadAsStringAsync(Token)).ShouldMatch($"<html[^>]* data-theme=\"{theme}\"");
    }

    /// <summary>The status of a page that needs a session, for headers <c>Cookie</c> as they are written here.</summary>
    private async Task<int> StatusAsync(string[] lines, string session)
    {
        var cookies = string.Concat(lines.Select(line => $"Cookie: {string.Format(CultureInfo.InvariantCulture, line, session)}\r\n"));
        using var client = new TcpClient();
        await client.ConnectAsync(portal.Browser.BaseAddress!.Host, portal.Browser.BaseAddress.Port, Token);
        var request = $"GET /account HTTP/1.1\r\nHost: {Elsewhere}\r\nX-Forwarded-Proto: https\r\n{cookies}Connection: close\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(request), Token);
        using var reader = new StreamReader(client.GetStream());
        return int.Parse((await reader.ReadLineAsync(Token))!.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private Task<PagesHost> StartAsync(params string[] settings) => PagesHost.StartAsync(
        [.. provider.Settings(0, "acme", more: ("DisplayName", "Acme")), "--Proxy:Known:0=127.0.0.0/8", "--Accounts:AttemptsPerMinute=100000", .. settings]);

    /// <summary>A browser behind a proxy that terminates TLS, or not.</summary>
    private sealed partial class Visitor(PagesHost portal, string scheme, string host, string browser)
    {
        private const string Password = "a long enough password";

        /// <summary>What the browser sends, by name.</summary>
        public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

        /// <summary>All headers <c>Set-Cookie</c>.</summary>
        public List<string> Set { get; } = [];

        public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(HttpMethod.Get, path, content: null);

        public async Task<bool> IsSignedInAsync() => (await GetAsync("/account")).StatusCode == HttpStatusCode.OK;

        public async Task SignUpAsync()
        {
            var answer = await PostAsync(
                "/login?form=sign-up", "/login?form=sign-up", ("_handler", "sign-up"), ("email", $"{Guid.NewGuid():N}@example.com"), ("password", Password));
            answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        }

        /// <summary>Posts an empty object.</summary>
        public Task<HttpResponseMessage> PostAsync(string path) => SendAsync(HttpMethod.Post, path, JsonContent.Create(new { }));

        /// <summary>Posts a form with the antiforgery token of a page.</summary>
        public async Task<HttpResponseMessage> PostAsync(string page, string path, params (string Name, string Value)[] fields)
        {
            var html = await (await GetAsync(page)).Content.ReadAsStringAsync(Token);
            var token = AntiforgeryToken().Match(html).Groups["token"].Value;
            var form = fields.Append((Name: "__RequestVerificationToken", Value: token)).Select(static field => KeyValuePair.Create(field.Name, field.Value));
            return await SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(form));
        }

        private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content)
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            request.Headers.Host = host;
            request.Headers.Add("X-Forwarded-Proto", scheme);
            request.Headers.Add("User-Agent", browser);
            if (Cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(static cookie => $"{cookie.Key}={cookie.Value}")));
            using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = portal.Browser.BaseAddress };
            var answer = await http.SendAsync(request, Token);
            foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var all) ? all : [])
            {
                Set.Add(cookie);
                var (name, value) = (cookie.Split('=')[0], cookie.Split(';')[0][(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..]);
                if (value.Length == 0) Cookies.Remove(name);
                else Cookies[name] = value;
            }

            return answer;
        }

        [GeneratedRegex("__RequestVerificationToken\" value=\"(?<token>[^\"]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
        private static partial Regex AntiforgeryToken();
    }
}
