using System.Buffers.Text;
using System.Net;
using System.Text;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Api;

public sealed class AccessTests : IAsyncLifetime
{
    private static readonly string[] Paths = ["/v1/keys", "/v1/tenant", "/v1/tenant/members", "/v1/usage", "/v1/usage/requests", "/v1/usage/export", "/v1/usage/export.csv", "/v1/usage/completion"];

    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;

    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync();
        ada = await host.SignUpAsync("ada@example.com", "a long enough password");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Every_path_requires_an_access_token()
    {
        var stranger = new ControlPlaneClient(host.Http);
        foreach (var path in Paths)
        {
            var answer = await stranger.GetAsync(path);
            answer.ShouldBe(401, "UNAUTHORIZED");
            answer.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
            (await ada.GetAsync(path)).ShouldBe(200);
        }
    }

    [Fact]
    public async Task An_access_token_expires_after_fifteen_minutes()
    {
        host.Time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        (await ada.GetAsync("/v1/tenant")).ShouldBe(200);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        var answer = await ada.GetAsync("/v1/tenant");
        answer.ShouldBe(401, "UNAUTHORIZED");
        answer.Text("detail").ShouldContain("expired");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("a.b.c")]
    [InlineData("jinf_00")]
    [InlineData("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJ1c3JfMDAifQ.")]
    [InlineData("eyJhbGciOiJFUzI1NiIsImtpZCI6IngifQ.bm90IGpzb24.AAAA")]
    [InlineData("eyJhbGciOiJFUzI1NiIsImtpZCI6e319.e30.AAAA")] // {"alg":"ES256","kid":{}}
    [InlineData("eyJhbGciOjEsImtpZCI6MX0.e30.AAAA")] // {"alg":1,"kid":1}
    [InlineData("W10.W10.AAAA")] // [] as header and payload
    public async Task An_invalid_token_is_rejected(string token) =>
        (await new ControlPlaneClient(host.Http) { Access = token }.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");

    [Theory]
    [InlineData("""{"sub":{},"exp":{},"nbf":[],"aud":{},"iss":7}""")]
    [InlineData("""[]""")]
    [InlineData("""{"sub":"usr_""")]
    public async Task A_payload_that_this_installation_did_not_sign_is_rejected_whatever_it_contains(string payload)
    {
        var parts = ada.Access!.Split('.');
        var forged = $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}.{parts[2]}";

        (await new ControlPlaneClient(host.Http) { Access = forged }.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");
        host.Logs.Lines.ShouldNotContain(line => line.Contains(" Error ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_with_one_changed_character_is_rejected()
    {
        var token = ada.Access!;
        for (var i = 0; i < token.Length - 1; i += 7)
        {
            var changed = string.Concat(token.AsSpan(0, i), [token[i] is 'A' ? 'B' : 'A'], token.AsSpan(i + 1));
            if (changed[i] == token[i]) continue;
            (await new ControlPlaneClient(host.Http) { Access = changed }.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");
        }
    }

    [Fact]
    public async Task A_token_of_another_installation_is_rejected()
    {
        await using var elsewhere = await ControlPlaneHost.StartAsync();
        var token = (await elsewhere.SignUpAsync("ada@example.com")).Access;
        (await new ControlPlaneClient(host.Http) { Access = token }.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task A_cookie_opens_pages_and_not_the_control_plane()
    {
        var cookie = await SignInByFormAsync("a long enough password");
        (await GetAsync("/test/page", cookie)).ShouldBe(("ada@example.com", 200));
        (await GetAsync("/v1/tenant", cookie)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_changed_password_ends_other_sessions_within_five_minutes()
    {
        var cookie = await SignInByFormAsync("a long enough password");
        host.Time.Advance(TimeSpan.FromMinutes(6));
        (await GetAsync("/test/page", cookie)).Status.ShouldBe(200);

        await using var scope = host.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = (await users.FindByEmailAsync("ada@example.com"))!;
        (await users.ChangePasswordAsync(user, "a long enough password", "another long password")).Succeeded.ShouldBeTrue();
        host.Time.Advance(TimeSpan.FromMinutes(6));
        (await GetAsync("/test/page", cookie)).Status.ShouldBe(302);
    }

    [Fact]
    public async Task An_access_token_opens_no_page()
    {
        var answer = await ada.GetAsync("/test/page");
        answer.ShouldBe(302);
        answer.Headers.Location!.AbsolutePath.ShouldBe("/login");
    }

    [Fact, Trait("Promise", "P-3")]
    public async Task The_cookies_of_a_sign_in_are_http_only_and_same_site()
    {
        var response = await host.Http.PostAsync("/test/sign-in?email=ada@example.com&password=a long enough password", content: null);
        var cookies = response.Headers.GetValues("Set-Cookie").ToArray();
        cookies.Select(static cookie => cookie[..cookie.IndexOf('=', StringComparison.Ordinal)]).Order(StringComparer.Ordinal).ShouldBe(["jusinfer-device", "jusinfer-session"]);
        cookies.ShouldAllBe(static cookie => cookie.Contains("httponly", StringComparison.Ordinal) && cookie.Contains("samesite=lax", StringComparison.Ordinal));
    }

    [Fact, Trait("Promise", "P-3")]
    public async Task Signing_out_requires_an_antiforgery_token()
    {
        var cookie = await SignInByFormAsync("a long enough password");
        (await SignOutAsync(cookie, antiforgery: null)).Status.ShouldBe(400);

        using var page = await SendAsync(HttpMethod.Get, "/test/antiforgery", cookie);
        var both = $"{cookie}; {CookieOf(page)}";
        var answer = await SignOutAsync(both, await page.Content.ReadAsStringAsync());
        answer.Status.ShouldBe(302);
        answer.SetCookie.ShouldContain("jusinfer-session=;");
    }

    [Fact, Trait("Promise", "P-3")]
    public async Task A_cookie_opens_no_page_after_it_was_signed_out()
    {
        var (cookie, other) = (await SignInByFormAsync("a long enough password"), await SignInByFormAsync("a long enough password"));
        using var page = await SendAsync(HttpMethod.Get, "/test/antiforgery", cookie);
        (await SignOutAsync($"{cookie}; {CookieOf(page)}", await page.Content.ReadAsStringAsync())).Status.ShouldBe(302);

        (await GetAsync("/test/page", cookie)).Status.ShouldBe(302);
        (await GetAsync("/test/page", other)).Status.ShouldBe(200);
    }

    [Fact, Trait("Promise", "P-3")]
    public async Task Signing_out_everywhere_ends_browsers_too()
    {
        var cookie = await SignInByFormAsync("a long enough password");

        (await ada.PostAsync("/v1/auth/logout-all", new { })).ShouldBe(204);

        (await GetAsync("/test/page", cookie)).Status.ShouldBe(302);
        (await ada.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task A_cookie_that_is_used_every_week_lasts_for_90_days()
    {
        // The session of the API would outlast that of the cookie.
        (await ada.PostAsync("/v1/auth/logout-all", new { })).ShouldBe(204);
        var cookie = await SignInByFormAsync("a long enough password");
        for (var week = 0; week < 11; week++) cookie = await UseAsync(TimeSpan.FromDays(8), cookie);
        cookie = await UseAsync(TimeSpan.FromDays(2) - TimeSpan.FromMinutes(1), cookie);

        host.Time.Advance(TimeSpan.FromMinutes(1));
        (await GetAsync("/test/page", cookie)).Status.ShouldBe(302);
    }

    [Fact]
    public async Task A_cookie_that_is_not_used_for_two_weeks_has_expired()
    {
        var cookie = await UseAsync(TimeSpan.FromDays(8), await SignInByFormAsync("a long enough password"));

        host.Time.Skip(TimeSpan.FromDays(15));
        (await GetAsync("/test/page", cookie)).Status.ShouldBe(302);
    }

    [Fact]
    public async Task A_lockout_applies_to_pages_too()
    {
        for (var i = 0; i < 5; i++) (await SignInByFormAsync("wrong password")).ShouldBe("");
        (await SignInByFormAsync("a long enough password")).ShouldBe("");

        await using var scope = host.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = (await users.FindByEmailAsync("ada@example.com"))!;
        (user.LockoutEnd!.Value - host.Time.GetUtcNow()).ShouldBe(TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData("invite")]
    [InlineData("closed")]
    public async Task Sign_up_is_rejected_where_it_is_closed_or_by_invitation(string mode)
    {
        await using var other = await ControlPlaneHost.StartAsync(("Accounts:SignUp", mode));
        var answer = await new ControlPlaneClient(other.Http).PostAsync("/v1/auth/signup", new { email = "ada@example.com", password = "a long enough password" });
        answer.ShouldBe(403, "FORBIDDEN");
    }

    [Fact]
    public async Task The_addresses_in_the_settings_are_operators_once_they_are_verified()
    {
        await using var other = await ControlPlaneHost.StartAsync(("Operator:Emails:0", "bob@example.com"));
        await other.SignUpAsync("Bob@example.com");
        (await IsOperatorAsync()).ShouldBeFalse();

        await using var scope = other.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var bob = (await users.FindByEmailAsync("bob@example.com"))!;
        bob.EmailConfirmed = true;
        (await users.UpdateAsync(bob)).Succeeded.ShouldBeTrue();
        (await IsOperatorAsync()).ShouldBeTrue();

        async Task<bool> IsOperatorAsync()
        {
            var answer = await new ControlPlaneClient(other.Http).PostAsync("/v1/auth/login", new { email = "bob@example.com", password = "a long enough password" });
            return answer.Json.GetProperty("user").GetProperty("is_operator").GetBoolean();
        }
    }

    [Fact]
    public async Task Password_attempts_are_limited_per_e_mail_address()
    {
        await using var other = await ControlPlaneHost.StartAsync(("Accounts:AttemptsPerEmailPerMinute", "3"));
        var stranger = new ControlPlaneClient(other.Http);
        for (var i = 0; i < 3; i++) (await GuessAsync("eve@example.com")).ShouldBe(401);
        var answer = await GuessAsync("EVE@example.com");
        answer.ShouldBe(429, "RATE_LIMIT");
        answer.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        (await GuessAsync("bob@example.com")).ShouldBe(401);

        Task<ApiAnswer> GuessAsync(string email) => stranger.PostAsync("/v1/auth/login", new { email, password = "a guess" });
    }

    [Fact]
    public async Task Password_attempts_are_limited_per_network_address()
    {
        await using var other = await ControlPlaneHost.StartAsync(("Accounts:AttemptsPerMinute", "2"));
        var stranger = new ControlPlaneClient(other.Http);
        (await stranger.PostAsync("/v1/auth/login", new { email = "a@example.com", password = "a guess" })).ShouldBe(401);
        (await stranger.PostAsync("/v1/auth/login", new { email = "b@example.com", password = "a guess" })).ShouldBe(401);
        (await stranger.PostAsync("/v1/auth/signup", new { email = "b@example.com", password = "a guess" })).ShouldBe(429, "RATE_LIMIT");
    }

    [Fact]
    public async Task Refreshing_tokens_has_the_same_limit_apart_from_password_attempts()
    {
        await using var other = await ControlPlaneHost.StartAsync(("Accounts:AttemptsPerMinute", "2"));
        var stranger = new ControlPlaneClient(other.Http);
        for (var i = 0; i < 2; i++) (await stranger.PostAsync("/v1/auth/refresh", new { refresh_token = "x" })).ShouldBe(401);
        (await stranger.PostAsync("/v1/auth/refresh", new { refresh_token = "x" })).ShouldBe(429, "RATE_LIMIT");
        (await stranger.PostAsync("/oauth/register", new { })).Status.ShouldBe(429);
        (await stranger.PostAsync("/v1/auth/login", new { email = "a@example.com", password = "a guess" })).ShouldBe(401);
    }

    [Fact, Trait("Promise", "P-12")]
    public async Task A_viewer_can_read_and_not_change_anything()
    {
        var viewer = await JoinAsync("viewer@example.com", Role.Viewer);
        foreach (var path in Paths) (await viewer.GetAsync(path)).ShouldBe(200);
        (await viewer.PostAsync("/v1/keys", new { name = "mine" })).ShouldBe(403, "FORBIDDEN");
        var owner = (await ada.GetAsync("/v1/tenant")).Text("member_id");
        (await viewer.PostAsync($"/v1/tenant/members/{owner}/cap", new { monthly_usd = 1 })).ShouldBe(403, "FORBIDDEN");
    }

    [Fact]
    public async Task No_secret_is_logged()
    {
        const string password = "planted password 7c1f";
        var eve = await host.SignUpAsync("eve@example.com", password);
        await eve.PostAsync("/v1/auth/login", new { email = "eve@example.com", password });
        await eve.PostAsync("/v1/auth/login", new { email = "eve@example.com", password = password + " mistyped" });
        await eve.PostAsync("/v1/auth/login", new { email = 5, password });
        await eve.PostTextAsync("/v1/auth/login", $$"""{"email": "eve@example.com", "password": "{{password}}" """);
        var tokens = await eve.PostAsync("/v1/auth/login", new { email = "eve@example.com", password });
        await eve.PostAsync("/v1/auth/refresh", new { refresh_token = tokens.Text("refresh_token") });
        await eve.PostAsync("/v1/auth/refresh", new { refresh_token = tokens.Text("refresh_token") });
        var minted = await eve.PostAsync("/v1/keys", new { name = "agent" });
        await new ControlPlaneClient(host.Http) { Access = minted.Text("key") }.GetAsync("/v1/keys");

        host.Logs.Lines.Count.ShouldBeGreaterThan(100);
        string[] planted = [password, tokens.Text("refresh_token"), tokens.Text("access_token"), eve.Access!, minted.Text("key")];
        foreach (var secret in planted) host.Logs.Lines.ShouldNotContain(line => line.Contains(secret, StringComparison.Ordinal));
    }

    /// <summary>Adds a user to Ada's team, as an invitation does.</summary>
    [Theory]
    [InlineData("Admin")]
    [InlineData("Member")]
    [InlineData("Viewer")]
    public async Task Only_owners_change_the_team(string role)
    {
        var other = await JoinAsync("other@example.com", Enum.Parse<Role>(role));

        (await other.PatchAsync("/v1/tenant", new { store_responses = false })).ShouldBe(403, "FORBIDDEN");

        (await other.GetAsync("/v1/tenant")).Json.GetProperty("store_responses").GetBoolean().ShouldBeTrue();
    }

    private async Task<ControlPlaneClient> JoinAsync(string email, Role role)
    {
        var client = await host.SignUpAsync(email);
        await using var scope = host.Services.CreateAsyncScope();
        var user = (await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync(email))!;
        var team = TeamId.Parse((await ada.GetAsync("/v1/tenant")).Text("id"), provider: null);
        await host.JoinAsync(team, user.UserId, role);
        return client;
    }

    private async Task<string> SignInByFormAsync(string password)
    {
        using var response = await host.Http.PostAsync($"/test/sign-in?email=ada@example.com&password={password}", content: null);
        return CookieOf(response);
    }

    /// <summary>Opens a page after some time, and returns the cookie that the response renews.</summary>
    private async Task<string> UseAsync(TimeSpan later, string cookie)
    {
        host.Time.Skip(later);
        using var response = await SendAsync(HttpMethod.Get, "/test/page", cookie);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await host.SessionExtendedAsync(SignInCookie.Lifetime.Idle);
        return CookieOf(response) is { Length: > 0 } renewed ? renewed : cookie;
    }

    private async Task<(string Body, int Status)> GetAsync(string path, string cookie)
    {
        using var response = await SendAsync(HttpMethod.Get, path, cookie);
        return (await response.Content.ReadAsStringAsync(), (int)response.StatusCode);
    }

    private async Task<(int Status, string SetCookie)> SignOutAsync(string cookie, string? antiforgery)
    {
        var form = new FormUrlEncodedContent(antiforgery is null ? [] : [KeyValuePair.Create("__RequestVerificationToken", antiforgery)]);
        using var response = await SendAsync(HttpMethod.Post, "/account/sign-out", cookie, form);
        return ((int)response.StatusCode, string.Join('\n', response.Headers.TryGetValues("Set-Cookie", out var all) ? all : []));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string cookie, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("Cookie", cookie);
        return await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string CookieOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Set-Cookie", out var all) ? string.Join("; ", all.Select(cookie => cookie.Split(';')[0])) : "";
}
