using System.Net;
using System.Web;
using AngleSharp.Html.Parser;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.Components.Account;
using JusInfer.Portal.Tests.Guarantees;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Authentication;
using ModelContextProtocol.Client;

namespace JusInfer.Portal.Tests.Mcp;

/// <summary>Clients that people connect to the MCP server with OAuth.</summary>
public sealed class OAuthTests : IClassFixture<SharedPortal>, IAsyncLifetime
{
    private const string Password = "a long enough password";

    private readonly PagesHost portal;
    private readonly string email = $"{Guid.NewGuid():N}@example.com";
    private OAuthApp app = null!;

    public OAuthTests(SharedPortal open)
    {
        portal = open.Pages;
        portal.ForgetCookies();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Each test is another person, who is signed in, and another app.</summary>
    public async ValueTask InitializeAsync()
    {
        await portal.PostAsync("/login?form=sign-up", "sign-up", ("email", email), ("password", Password), ("team", "Engine Room"));
        app = await OAuthApp.RegisterAsync(portal);
    }

    public ValueTask DisposeAsync()
    {
        app.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_official_client_finds_registers_and_connects_by_itself()
    {
        var asked = new List<Uri>();
        var transport = new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(portal.Browser.BaseAddress!, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            OAuth = new ClientOAuthOptions
            {
                RedirectUri = new Uri(OAuthApp.Redirect),
                DynamicClientRegistration = new DynamicClientRegistrationOptions { ClientName = "Official client" },
                AuthorizationCallbackHandler = async (context, _) =>
                {
                    asked.Add(context.AuthorizationUri);
                    var (answer, page) = await portal.PostAsync(context.AuthorizationUri.PathAndQuery, "authorize", ("decision", "allow"));
                    var query = HttpUtility.ParseQueryString(answer.Headers.Location.ShouldNotBeNull(page).Query);
                    return new AuthorizationResult { Code = query["code"], State = query["state"], Iss = query["iss"] };
                },
            },
        });

        await using var client = await McpClient.CreateAsync(transport, cancellationToken: Token);
        var tools = await client.ListToolsAsync(cancellationToken: Token);

        tools.Select(static tool => tool.Name).ShouldContain("get_usage");
        tools.Select(static tool => tool.Name).ShouldNotContain("mint_key", "The person has not allowed to mint keys.");
        HttpUtility.ParseQueryString(asked.ShouldHaveSingleItem().Query)["resource"].ShouldBe(app.Origin + "/mcp");
        (await portal.GetAsync("/account")).Page.ShouldContain("Disconnect Official client");
    }

    [Fact]
    public async Task A_client_without_a_credential_is_told_where_to_get_one()
    {
        var rejected = await app.With(null).PostAsync("/mcp", new { });
        rejected.ShouldBe(401, "UNAUTHORIZED");
        var challenge = rejected.Headers.WwwAuthenticate.ShouldHaveSingleItem();
        (challenge.Scheme, challenge.Parameter).ShouldBe(("Bearer", $"resource_metadata=\"{app.Origin}/.well-known/oauth-protected-resource/mcp\""));

        foreach (var path in (string[])["/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-protected-resource"])
        {
            var resource = await app.With(null).GetAsync(path);
            resource.ShouldBe(200);
            resource.Text("resource").ShouldBe(app.Origin + "/mcp");
            resource.Json.GetProperty("authorization_servers").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe(app.Origin);
        }

        var server = await app.With(null).GetAsync("/.well-known/oauth-authorization-server");
        server.Text("issuer").ShouldBe(app.Origin);
        server.Text("authorization_endpoint").ShouldBe(app.Origin + "/oauth/authorize");
        server.Json.GetProperty("code_challenge_methods_supported").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe("S256");
        (await app.With(null).GetAsync("/v1/usage")).Headers.WwwAuthenticate.ShouldHaveSingleItem().Parameter.ShouldBeNull();
    }

    [Theory]
    [InlineData("method\":\"\\ud800\"")]
    [InlineData("method\":\"tools/call\",\"params\":{\"name\":\"\\ud800\"}")]
    public async Task A_message_that_cannot_be_decoded_is_rejected(string message)
    {
        var (access, _) = await app.ConnectAsync();

        (await app.With(access).PostTextAsync("/mcp", $"{{\"jsonrpc\":\"2.0\",\"id\":1,\"{message}}}")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task The_page_names_the_app_its_host_the_team_and_the_scopes()
    {
        var (answer, page) = await portal.GetAsync(app.AddressWith());

        var text = new HtmlParser().ParseDocument(page).QuerySelector("main").ShouldNotBeNull().TextContent;
        foreach (var part in (string[])["Connect Test agent?", "127.0.0.1:33418", email, "Engine Room", "usage:read", "keys:mint"]) text.ShouldContain(part);
        answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldNotContain("form-action");
        (await portal.GetAsync(app.AddressWith(("scope", null)))).Page.ShouldNotContain("keys:mint");
    }

    [Fact]
    public async Task A_person_who_is_not_signed_in_decides_after_signing_in()
    {
        portal.ForgetCookies();

        var (answer, _) = await portal.GetAsync(app.AddressWith());
        var signIn = answer.Headers.Location.ShouldNotBeNull().PathAndQuery;
        signIn.ShouldStartWith("/login?");
        (answer, _) = await portal.PostAsync(signIn, "sign-in", ("email", email), ("password", Password));

        (await portal.GetAsync(answer.Headers.Location.ShouldNotBeNull().ToString())).Page.ShouldContain("Connect Test agent?");
    }

    [Theory]
    [InlineData("client_id", "unknown", "not registered here")]
    [InlineData("client_id", null, "not registered here")]
    [InlineData("redirect_uri", "http://127.0.0.1:33418/other", "has not registered")]
    [InlineData("redirect_uri", "https://example.com/", "has not registered")]
    [InlineData("redirect_uri", "http://localhost:33418/callback", "has not registered")]
    [InlineData("redirect_uri", null, "has not registered")]
    public async Task Nothing_is_sent_to_an_address_that_is_not_the_apps(string parameter, string? value, string sentence)
    {
        var (answer, page) = await portal.GetAsync(app.AddressWith((parameter, value)));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.ShouldContain(sentence);
        page.ShouldNotContain("Back to");
        page.ShouldNotContain("value=\"allow\"");
    }

    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("resource", "https://example.com/mcp", "invalid_target")]
    public async Task A_request_with_a_fault_is_explained_and_the_way_back_is_a_link(string parameter, string? value, string error)
    {
        var (answer, page) = await portal.GetAsync(app.AddressWith((parameter, value)));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.ShouldContain("Back to 127.0.0.1:33418");
        page.ShouldContain($"{OAuthApp.Redirect}?error={error}");
        page.ShouldNotContain("value=\"allow\"");
    }

    /// <summary>Clients ask for scopes that they know from other servers.</summary>
    [Theory]
    [InlineData("offline_access", "usage:read")]
    [InlineData("openid email profile", "usage:read")]
    [InlineData("usage:read keys:mint offline_access", "usage:read keys:mint")]
    [InlineData("USAGE:READ KEYS:MINT", "usage:read")]
    [InlineData("  ", "usage:read")]
    public async Task Scopes_that_do_not_exist_are_left_out_and_the_answer_names_what_was_granted(string scope, string granted)
    {
        var mints = granted.Contains("keys:mint", StringComparison.Ordinal);
        var (_, page) = await portal.GetAsync(app.AddressWith(("scope", scope)));
        new HtmlParser().ParseDocument(page).QuerySelector("main").ShouldNotBeNull().TextContent.ShouldNotContain("offline_access");

        var (status, tokens) = await app.ExchangeAsync(await app.AllowAsync(mints, ("scope", scope)));

        (status, tokens.GetProperty("scope").GetString()).ShouldBe((200, granted));
        var (_, next) = await app.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!);
        next.GetProperty("scope").GetString().ShouldBe(granted);
    }

    [Fact] // metatool-ai/metamcp#342, modelcontextprotocol/python-sdk#3545
    public async Task A_client_that_sends_its_id_as_basic_authentication_is_known_without_a_secret()
    {
        var (status, tokens) = await app.ExchangeWithBasicAsync(await app.AllowAsync(), secret: "");
        status.ShouldBe(200, tokens.ToString());

        (status, var answer) = await app.ExchangeWithBasicAsync(await app.AllowAsync(), secret: "made up");
        (status, answer.GetProperty("error").GetString()).ShouldBe((400, "invalid_request"));
        answer.GetProperty("error_description").GetString().ShouldNotBeNull().ShouldContain("client_id is missing");
    }

    [Fact]
    public async Task The_answer_has_the_state_and_the_issuer_and_goes_to_any_port_of_the_machine()
    {
        var (answer, _) = await portal.PostAsync(app.AddressWith(("redirect_uri", "http://127.0.0.1:5000/callback")), "authorize", ("decision", "deny"));

        var address = answer.Headers.Location.ShouldNotBeNull();
        address.GetLeftPart(UriPartial.Path).ShouldBe("http://127.0.0.1:5000/callback");
        var query = HttpUtility.ParseQueryString(address.Query);
        (query["error"], query["state"], query["iss"], query["code"]).ShouldBe(("access_denied", OAuthApp.State, app.Origin, null));
    }

    [Theory]
    [InlineData("code", "unknown", "invalid_grant")]
    [InlineData("code", null, "invalid_request")]
    [InlineData("code_verifier", "another-verifier-of-the-length-that-is-the-least", "invalid_grant")]
    [InlineData("code_verifier", null, "invalid_grant")]
    [InlineData("redirect_uri", "http://127.0.0.1:1/callback", "invalid_grant")]
    [InlineData("redirect_uri", null, "invalid_grant")]
    [InlineData("resource", "https://example.com/mcp", "invalid_target")]
    [InlineData("grant_type", "password", "unsupported_grant_type")]
    public async Task A_code_is_exchanged_only_as_it_was_asked_for(string field, string? value, string error)
    {
        var (status, answer) = await app.ExchangeAsync(await app.AllowAsync(), (field, value));

        (status, answer.GetProperty("error").GetString()).ShouldBe((400, error));
    }

    [Fact]
    public async Task A_code_of_another_app_is_rejected_and_an_unknown_app_gets_401()
    {
        using var other = await OAuthApp.RegisterAsync(portal);

        (await other.ExchangeAsync(await app.AllowAsync())).Json.GetProperty("error").GetString().ShouldBe("invalid_grant");
        var (status, answer) = await app.ExchangeAsync(await app.AllowAsync(), ("client_id", "unknown"));
        (status, answer.GetProperty("error").GetString()).ShouldBe((401, "invalid_client"));
    }

    [Fact]
    public async Task A_code_that_is_used_twice_ends_what_it_began()
    {
        var code = await app.AllowAsync();
        var (_, tokens) = await app.ExchangeAsync(code);
        var access = tokens.GetProperty("access_token").GetString()!;
        (await app.TryAsync(access)).ShouldBe(200);

        (await app.ExchangeAsync(code)).Json.GetProperty("error").GetString().ShouldBe("invalid_grant");

        (await app.TryAsync(access)).ShouldBe(401);
        (await app.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_token_is_for_the_MCP_server_only()
    {
        var (access, refresh) = await app.ConnectAsync(mints: true);

        (await app.TryAsync(access)).ShouldBe(200);
        (await app.With(access).GetAsync("/v1/usage")).ShouldBe(401, "UNAUTHORIZED");
        (await app.With(access).PostAsync("/v1/keys", new { name = "a" })).ShouldBe(401, "UNAUTHORIZED");
        (await app.With(access).GetAsync("/developer/usage.md")).ShouldBe(401);
        (await app.With(access).PostAsync("/v1/chat/completions", new { model = "jusInfer-auto" })).Status.ShouldBe(401);
        (await app.With(null).PostAsync("/v1/auth/refresh", new { refresh_token = refresh })).ShouldBe(401);
        (await app.RefreshAsync(refresh)).Status.ShouldBe(200, "The attempt to use it elsewhere has not used it up.");
    }

    [Fact]
    public async Task A_refresh_token_works_once_and_its_later_use_ends_the_connection()
    {
        var (_, first) = await app.ConnectAsync();
        var (status, next) = await app.RefreshAsync(first);
        (status, next.GetProperty("scope").GetString()).ShouldBe((200, "usage:read"));
        var access = next.GetProperty("access_token").GetString()!;
        (await app.TryAsync(access)).ShouldBe(200);
        await AgeUsesAsync();

        (await app.RefreshAsync(first)).Json.GetProperty("error").GetString().ShouldBe("invalid_grant");

        (await app.TryAsync(access)).ShouldBe(401);
        (await app.RefreshAsync(next.GetProperty("refresh_token").GetString()!)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_refresh_token_that_another_app_sends_ends_the_connection()
    {
        using var other = await OAuthApp.RegisterAsync(portal);
        var (access, refresh) = await app.ConnectAsync();

        (await app.RefreshAsync(refresh, other.Id)).Json.GetProperty("error").GetString().ShouldBe("invalid_grant");

        (await app.TryAsync(access)).ShouldBe(401);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_revokes_its_tokens(bool byRefreshToken)
    {
        var (access, refresh) = await app.ConnectAsync();

        (await app.RevokeAsync(byRefreshToken ? refresh : access)).ShouldBe(200);

        (await app.TryAsync(access)).ShouldBe(401);
        (await app.RefreshAsync(refresh)).Status.ShouldBe(400);
        (await app.RevokeAsync("unknown")).ShouldBe(200);
    }

    [Fact]
    public async Task The_account_page_disconnects_an_app()
    {
        var (access, _) = await app.ConnectAsync();
        var (_, page) = await portal.GetAsync("/account");
        var button = new HtmlParser().ParseDocument(page).QuerySelector("button[aria-label='Disconnect Test agent']").ShouldNotBeNull();

        await portal.PostAsync("/account", "apps", ("session", button.GetAttribute("value")!));

        (await app.TryAsync(access)).ShouldBe(401);
        (await portal.GetAsync("/account")).Page.ShouldContain("No app is connected.");
    }

    [Theory]
    [InlineData("password")]
    [InlineData("sessions")]
    public async Task An_app_is_disconnected_with_all_other_sessions(string form)
    {
        var (access, refresh) = await app.ConnectAsync();

        if (form == "password") await portal.PostAsync("/account", form, ("current", Password), ("new", "another long password"));
        else await portal.PostAsync("/account", form, ("session", "all"));

        (await app.TryAsync(access)).ShouldBe(401);
        (await app.RefreshAsync(refresh)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_code_is_worth_nothing_after_the_person_has_signed_out()
    {
        var code = await app.AllowAsync();

        await portal.PostAsync("/account", "sessions", ("session", "all"));

        (await app.ExchangeAsync(code)).Json.GetProperty("error").GetString().ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task An_app_of_someone_who_is_removed_from_the_team_is_rejected_at_once()
    {
        var owner = await PortalTeam.SignUpAsync(portal.Browser);
        var guest = $"{Guid.NewGuid():N}@example.com";
        var member = await owner.JoinAsync(guest);
        portal.ForgetCookies();
        await portal.PostAsync("/login", "sign-in", ("email", guest), ("password", Password));
        var (access, refresh) = await app.ConnectAsync();
        (await app.TryAsync(access)).ShouldBe(200);

        (await app.With(owner.Api.Access).DeleteAsync($"/v1/tenant/members/{member}")).ShouldBe(204);

        (await app.TryAsync(access)).ShouldBe(401);
        (await app.RefreshAsync(refresh)).Status.ShouldBe(400);
        var invited = await app.With(owner.Api.Access).PostAsync("/v1/tenant/members", new { email = guest, role = "member" });
        var invite = HttpUtility.ParseQueryString(new Uri(invited.Text("invite_url")).Query)["invite"];
        (await app.With(null).PostAsync("/v1/auth/login", new { email = guest, password = Password, invite })).ShouldBe(200);
        (await app.TryAsync(access)).ShouldBe(401, "The person is back in the team, and has not allowed the app again.");
    }

    [Fact]
    public async Task An_app_stays_in_its_team_and_mints_only_if_it_may_and_the_audit_log_names_it()
    {
        var (reader, minter) = ((await app.ConnectAsync()).Access, (await app.ConnectAsync(mints: true)).Access);
        await portal.PostAsync("/account/teams", "create-team", ("name", "Another team"));

        (await MintAsync(reader)).ShouldContain("This app may read only.");
        (await MintAsync(minter)).ShouldContain("jinf_");

        var signedIn = await app.With(null).PostAsync("/v1/auth/login", new { email, password = Password });
        var api = app.With(signedIn.Text("access_token"));
        (await api.GetAsync("/v1/keys")).Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("by an app");
        (await api.GetAsync("/v1/audit")).Body.ShouldContain("Test agent");
        (await api.GetAsync("/v1/auth/sessions")).Json.GetProperty("data").EnumerateArray().Count(static session => session.GetProperty("app").GetString() == "Test agent").ShouldBe(2);
    }

    [Fact, KnownGap("G4")]
    public async Task The_keys_of_an_app_end_with_its_connection()
    {
        var (access, refresh) = await app.ConnectAsync(mints: true);
        var minted = await MintAsync(access);
        var key = minted[minted.IndexOf("jinf_", StringComparison.Ordinal)..];
        var caller = app.With(key[..key.TakeWhile(static character => char.IsAsciiLetterOrDigit(character) || character == '_').Count()]);
        (await caller.GetAsync("/v1/models")).ShouldBe(200);

        (await app.RevokeAsync(refresh)).ShouldBe(200);

        var later = await caller.GetAsync("/v1/models");
        KnownGapAttribute.StillFails(() => later.Status.ShouldBe(401));
    }

    [Fact]
    public async Task A_decision_for_a_team_that_the_browser_has_left_is_refused()
    {
        var (_, page) = await portal.GetAsync(app.AddressWith());
        var shown = new HtmlParser().ParseDocument(page).QuerySelector("input[name=team]").ShouldNotBeNull().GetAttribute("value")!;
        await portal.PostAsync("/account/teams", "create-team", ("name", "Another team"));

        (_, page) = await portal.PostAsync(app.AddressWith(), "authorize", ("decision", "allow"), ("team", shown));

        page.ShouldContain("You have switched to another team");
    }

    /// <summary>Processes of one client that share a refresh token refresh at the same time.</summary>
    [Fact]
    public async Task Processes_of_an_app_that_refresh_at_once_all_stay_connected()
    {
        var (_, refresh) = await app.ConnectAsync();

        for (var round = 0; round < 2; round++)
        {
            var token = refresh;
            var pairs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.RefreshAsync(token)));

            foreach (var (status, pair) in pairs)
            {
                status.ShouldBe(200, pair.ToString());
                (await app.TryAsync(pair.GetProperty("access_token").GetString()!)).ShouldBe(200);
            }

            refresh = pairs.Select(static pair => pair.Json.GetProperty("refresh_token").GetString()!).Distinct().ShouldHaveSingleItem();
        }
    }

    /// <summary>Lets the uses of refresh tokens be a minute old.</summary>
    private async Task AgeUsesAsync()
    {
        var contexts = portal.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>();
        await using var context = await contexts.CreateDbContextAsync(Token);
        await foreach (var row in context.RefreshTokens.AsNoTracking().Where(static row => row.UsedAt != null).AsAsyncEnumerable())
        {
            await context.RefreshTokens.Where(used => used.Hash == row.Hash).ExecuteUpdateAsync(
                used => used.SetProperty(token => token.UsedAt, row.UsedAt!.Value.AddMinutes(-1)), Token);
        }
    }

    private async Task<string> MintAsync(string access)
    {
        var answer = await app.With(access).PostAsync("/mcp", new
        {
            jsonrpc = "2.0",
            id = 1,
            method = "tools/call",
            @params = new { name = "mint_key", arguments = new { name = "by an app", monthly_cap_usd = 1 } },
        });
        return answer.Body;
    }
}
