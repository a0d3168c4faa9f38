using System.Net;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>Which pages and people can open the connections of pages, and how many.</summary>
public sealed class PageConnectionsTests
{
    private const int Refused = 403;

    /// <summary>The origin is accepted, and the caller has no session.</summary>
    private const int Accepted = 401;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory] // Ports that proxies add or leave out, and TLS that ends there: SignalR/SignalR#1363, #2564
    [InlineData("https://evil.example.org", null, Refused)]
    [InlineData("http://127.0.0.1:1", null, Refused)] // another port: cookies do not distinguish them
    [InlineData("http://127.0.0.1", null, Refused)]
    [InlineData("http://localhost:{port}", null, Refused)]
    [InlineData("null", null, Refused)]
    [InlineData("http://127.0.0.1:{port}", null, Accepted)]
    [InlineData("https://127.0.0.1:{port}", null, Accepted)]
    [InlineData("chrome-extension://127.0.0.1:{port}", null, Refused)]
    [InlineData("http://a@127.0.0.1:{port}", null, Refused)]
    [InlineData("http://127.0.0.1:{port} http://evil.example.org", null, Refused)]
    [InlineData(null, null, Accepted)]
    [InlineData("https://jusinfer.example.com", "jusinfer.example.com", Accepted)]
    [InlineData("https://JusInfer.example.com", "jusinfer.example.com:443", Accepted)]
    [InlineData("http://jusinfer.example.com", "jusinfer.example.com:80", Accepted)]
    [InlineData("https://jusinfer.example.com", "jusinfer.example.com:80", Refused)] // the port of the proxy's way inside
    [InlineData("https://jusinfer.example.com:8443", "jusinfer.example.com", Refused)] // a proxy that drops the port
    [InlineData("https://jusinfer.example.com:8443", "jusinfer.example.com:8443", Accepted)]
    [InlineData("https://jusinfer.example.com:8444", "jusinfer.example.com:8443", Refused)]
    [InlineData("http://[::1]:{port}", "[::1]:{port}", Accepted)]
    [InlineData("http://[::2]:{port}", "[::1]:{port}", Refused)]
    public async Task Only_a_page_at_the_authority_of_the_request_connects(string? origin, string? host, int status)
    {
        await using var portal = await PagesHost.StartAsync();

        foreach (var path in new[] { "/_blazor", "/_blazor/negotiate?negotiateVersion=1" })
        {
            var answer = await ConnectAsync(portal, path, origin, host);
            ((int)answer.StatusCode).ShouldBe(status, path);
            if (status == Refused) (await answer.Content.ReadAsStringAsync(Token)).ShouldContain("Portal:PublicUrl");
        }
    }

    [Theory]
    [InlineData("https://jusinfer.example.com:8443", "127.0.0.1:{port}", Accepted)] // a proxy that drops the host
    [InlineData("https://jusinfer.example.com:8443", "jusinfer.example.com", Accepted)]
    [InlineData("https://jusinfer.example.com", "jusinfer.example.com", Refused)]
    [InlineData("http://jusinfer.example.com:8443", "jusinfer.example.com:8443", Refused)]
    [InlineData("http://127.0.0.1:{port}", null, Refused)]
    [InlineData("null", null, Refused)]
    [InlineData(null, null, Accepted)]
    public async Task With_a_public_address_only_pages_there_connect(string? origin, string? host, int status)
    {
        await using var portal = await PagesHost.StartAsync("--Portal:PublicUrl=https://jusinfer.example.com:8443");

        var answer = await ConnectAsync(portal, "/_blazor", origin, host);

        ((int)answer.StatusCode).ShouldBe(status);
        if (status == Refused) (await answer.Content.ReadAsStringAsync(Token))
            .ShouldContain("Only pages at https://jusinfer.example.com:8443 connect");
    }

    [Theory]
    [InlineData("same-origin", Accepted)]
    [InlineData("same-site", Refused)]
    [InlineData("cross-site", Refused)]
    [InlineData("none", Refused)]
    [InlineData("", Accepted)]
    public async Task A_browser_that_says_where_the_page_is_from_is_believed(string site, int status)
    {
        await using var portal = await PagesHost.StartAsync();

        foreach (var origin in new[] { null, "http://127.0.0.1:{port}" })
            ((int)(await ConnectAsync(portal, "/_blazor", origin, site: site)).StatusCode).ShouldBe(status);
    }

    [Theory] // dotnet/aspnetcore#59744
    [InlineData("/_blazor")]
    [InlineData("/_BLAZOR")]
    [InlineData("/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("/_blazor/initializers")]
    [InlineData("/_blazor/disconnect")]
    [InlineData("/_blazor/room")]
    public async Task A_stranger_opens_none(string path)
    {
        await using var portal = await PagesHost.StartAsync();

        var answer = await ConnectAsync(portal, path);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync(Token)).ShouldContain("Sign in");
        (await portal.Browser.PostAsync(path, content: null, Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_that_has_ended_opens_none()
    {
        await using var portal = await PagesHost.StartAsync();
        await SignUpAsync(portal);
        using (var open = await ConnectAsync(portal)) open.StatusCode.ShouldBe(HttpStatusCode.SwitchingProtocols);

        await using (var scope = portal.Services.CreateAsyncScope())
        {
            var user = (await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync("ada@example.com"))!;
            await scope.ServiceProvider.GetRequiredService<SignInSessions>().EndAllAsync(user.UserId, Token);
        }

        (await ConnectAsync(portal)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/_blazor?id=1")]
    [InlineData("/_blazor/?id=1")]
    [InlineData("/_BLAZOR/?id=1")]
    [InlineData("/_blazor?id=1", true)] // SignalR answers it as a poll
    public async Task A_page_connects_with_a_WebSocket_only(string path, bool hasHeader = false)
    {
        await using var portal = await PagesHost.StartAsync();
        await SignUpAsync(portal);

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (hasHeader) request.Headers.Add("Upgrade", "websocket");
        using var polled = await portal.Browser.SendAsync(request, Token);

        polled.StatusCode.ShouldBe(HttpStatusCode.UpgradeRequired);
        (await polled.Content.ReadAsStringAsync(Token)).ShouldContain("Upgrade and Connection");
    }

    [Fact]
    public async Task An_account_has_a_number_of_open_pages_and_a_network_too()
    {
        await using var portal = await PagesHost.StartAsync(
            static services => services.AddSingleton(new PageConnections(mostPerAccount: 2, mostPerNetwork: 3)));
        await SignUpAsync(portal, "ada@example.com");
        var open = new[] { await ConnectAsync(portal), await ConnectAsync(portal) };
        open.ShouldAllBe(static page => page.StatusCode == HttpStatusCode.SwitchingProtocols);
        var refused = await ConnectAsync(portal);
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await refused.Content.ReadAsStringAsync(Token)).ShouldContain("Close some");

        // Browsers hide that answer, so the script of the page asks here.
        var (room, reason) = await portal.GetAsync("/_blazor/room");
        (room.StatusCode, reason).ShouldBe((HttpStatusCode.TooManyRequests, await refused.Content.ReadAsStringAsync(Token)));

        portal.ForgetCookies();
        await SignUpAsync(portal, "bob@example.com");
        (await portal.GetAsync("/_blazor/room")).Answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using (var bobs = await ConnectAsync(portal))
        {
            bobs.StatusCode.ShouldBe(HttpStatusCode.SwitchingProtocols, "another account");
            (await ConnectAsync(portal)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, "the network");
        }

        // The server notices that a page is closed. The pages above were open until here.
        foreach (var page in open) page.Dispose();
        await Eventually.TrueAsync(async () =>
        {
            using var again = await ConnectAsync(portal);
            return again.StatusCode is not HttpStatusCode.TooManyRequests;
        });
    }

    private static async Task SignUpAsync(PagesHost portal, string email = "ada@example.com") =>
        (await portal.PostAsync("/login?form=sign-up", "sign-up", ("email", email), ("password", "a long enough password"),
            ("team", "Engine Room"))).Answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);

    /// <summary>Begins a WebSocket as the browser's script does.</summary>
    private static Task<HttpResponseMessage> ConnectAsync(PagesHost portal, string path = "/_blazor", string? origin = null, string? host =
        null, string? site = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in new[]
        {
            ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
                ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
            ("Origin", origin), ("Sec-Fetch-Site", site), ("Host", host),
        })
        {
            var port = portal.Browser.BaseAddress!.Port;
            if (value is not null) request.Headers.TryAddWithoutValidation(name,
                value.Replace("{port}", $"{port}", StringComparison.Ordinal));
        }

        return portal.Browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }
}
