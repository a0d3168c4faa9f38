using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using JusInfer.Portal.Accounts.OAuth;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Accounts.Tokens;
using JusInfer.Portal.Data.Stores;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Accounts.OAuth;

/// <summary>How long codes and tokens of OAuth clients live.</summary>
public sealed class OAuthLifetimeTests : IAsyncLifetime
{
    private const string Issuer = "https://portal.example";
    private const string Redirect = "https://app.example/callback";

    private static readonly string Verifier = new('v', 43);

    private ControlPlaneHost host = default!;
    private AsyncServiceScope scope;
    private string client = "";

    private OAuthTokens Tokens => scope.ServiceProvider.GetRequiredService<OAuthTokens>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync(static services => services
            .AddSingleton<SignInSessionStore>()
            .AddSingleton<ISignInSessionStore>(
                static container => new InterruptedSessionStore(container.GetRequiredService<SignInSessionStore>())));
        scope = host.Services.CreateAsyncScope();
        client = host.Services.GetRequiredService<OAuthClients>().Register("An app", [Redirect]).Value.Id;
    }

    public async ValueTask DisposeAsync()
    {
        await scope.DisposeAsync();
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(60, false)]
    [InlineData(-1800, false)] // the clock was half an hour ahead
    public async Task A_code_lives_for_a_minute(int seconds, bool isAccepted)
    {
        var code = await AllowAsync();
        host.Time.Advance(TimeSpan.FromSeconds(seconds));

        (await ExchangeAsync(code)).TryGet(out _, out var error).ShouldBe(isAccepted);

        if (!isAccepted) error.ShouldBe(OAuthError.InvalidGrant);
    }

    [Fact]
    public async Task A_code_is_worth_nothing_if_the_person_signs_out_everywhere_while_it_is_exchanged()
    {
        var code = await AllowAsync();
        var (sessions, user) = (host.Services.GetRequiredService<SignInSessions>(), await UserAsync());
        host.Services.GetRequiredService<ISignInSessionStore>().ShouldBeOfType<InterruptedSessionStore>().BeforeAdd = () => sessions.EndAllAsync(user, Token);

        (await ExchangeAsync(code)).Error.ShouldBe(OAuthError.InvalidGrant);

        (await sessions.ListAsync(user, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_access_token_lives_for_15_minutes()
    {
        var access = (await ExchangeAsync(await AllowAsync())).Value.Access.Reveal();
        var tokens = host.Services.GetRequiredService<AccessTokens>();
        (await tokens.CheckAsync(access, TokenAudience.Mcp, Token)).ShouldBeOfType<AccessTokenCheck.Valid>();
        (await tokens.CheckAsync(access, Token)).ShouldBeOfType<AccessTokenCheck.Invalid>("The audience is another one.");

        host.Time.Advance(TimeSpan.FromMinutes(15));

        (await tokens.CheckAsync(access, TokenAudience.Mcp, Token)).ShouldBeOfType<AccessTokenCheck.Expired>();
    }

    [Fact]
    public async Task A_connection_ends_30_days_after_its_last_use()
    {
        var refresh = (await ExchangeAsync(await AllowAsync())).Value.Refresh.Reveal();
        host.Time.Skip(TimeSpan.FromDays(30));

        (await Tokens.RefreshAsync(client, refresh, Token)).Error.ShouldBe(OAuthError.InvalidGrant);
    }

    [Fact]
    public async Task A_connection_ends_after_90_days_although_it_is_used()
    {
        var refresh = (await ExchangeAsync(await AllowAsync())).Value.Refresh.Reveal();
        for (var month = 0; month < 3; month++)
        {
            host.Time.Skip(TimeSpan.FromDays(29));
            refresh = (await Tokens.RefreshAsync(client, refresh, Token)).Value.Refresh.Reveal();
            await host.SessionExtendedAsync(RefreshTokens.Lifetime);
        }

        host.Time.Skip(TimeSpan.FromDays(3));

        (await Tokens.RefreshAsync(client, refresh, Token)).Error.ShouldBe(OAuthError.InvalidGrant);
    }

    /// <summary>Processes of one client share a token, and answers are lost.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public async Task A_refresh_token_that_a_client_sends_again_at_once_gets_the_same_successor(int seconds)
    {
        var first = (await ExchangeAsync(await AllowAsync())).Value.Refresh.Reveal();
        var winner = (await Tokens.RefreshAsync(client, first, Token)).Value;
        host.Time.Advance(TimeSpan.FromSeconds(seconds));

        var loser = (await Tokens.RefreshAsync(client, first, Token)).Value;

        loser.Refresh.Reveal().ShouldBe(winner.Refresh.Reveal());
        foreach (var pair in new[] { winner, loser })
        {
            (await host.Services.GetRequiredService<AccessTokens>().CheckAsync(pair.Access.Reveal(), TokenAudience.Mcp, Token))
                .ShouldBeOfType<AccessTokenCheck.Valid>();
            (await Tokens.RefreshAsync(client, pair.Refresh.Reveal(), Token)).Error.ShouldBeNull();
        }
    }

    [Fact]
    public async Task A_refresh_token_that_another_client_sends_again_at_once_ends_the_connection()
    {
        var first = (await ExchangeAsync(await AllowAsync())).Value.Refresh.Reveal();
        var winner = (await Tokens.RefreshAsync(client, first, Token)).Value;
        var other = host.Services.GetRequiredService<OAuthClients>().Register("Another app", [Redirect]).Value.Id;

        (await Tokens.RefreshAsync(other, first, Token)).Error.ShouldBe(OAuthError.InvalidGrant);

        (await Tokens.RefreshAsync(client, winner.Refresh.Reveal(), Token)).Error.ShouldBe(OAuthError.InvalidGrant);
    }

    [Fact]
    public async Task A_refresh_token_that_is_used_again_later_ends_the_connection()
    {
        var first = (await ExchangeAsync(await AllowAsync())).Value.Refresh.Reveal();
        var second = (await Tokens.RefreshAsync(client, first, Token)).Value;
        host.Time.Advance(TimeSpan.FromSeconds(31));

        (await Tokens.RefreshAsync(client, first, Token)).Error.ShouldBe(OAuthError.InvalidGrant);

        (await Tokens.RefreshAsync(client, second.Refresh.Reveal(), Token)).Error.ShouldBe(OAuthError.InvalidGrant);
        (await host.Services.GetRequiredService<SignInSessions>().ListAsync(await UserAsync(), Token))
            .ShouldAllBe(static session => session.Grant == null);
    }

    private async Task<UserId> UserAsync() =>
        (await scope.ServiceProvider.GetRequiredService<IPasswordResetStore>().FindAccountAsync("ada@example.com", Token))
            .ShouldNotBeNull().Id;

    private Task<Result<TokenPair, OAuthError>> ExchangeAsync(string code) => Tokens.ExchangeAsync(client, code, Redirect, Verifier, Token);

    /// <summary>Allows the app in the browser of a new person, who stays signed in for 90 days.</summary>
    private async Task<string> AllowAsync()
    {
        await host.SignUpAsync();
        var user = await UserAsync();
        var session = (await host.Services.GetRequiredService<SignInSessions>().ListAsync(user, Token)).ShouldHaveSingleItem();
        var request = new AuthorizationRequest
        {
            ClientId = client,
            RedirectUri = Redirect,
            ResponseType = "code",
            CodeChallenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            CodeChallengeMethod = "S256",
        };
        var authorization = scope.ServiceProvider.GetRequiredService<OAuthAuthorization>();
        var ready = authorization.Check(request, Issuer).ShouldBeOfType<AuthorizationCheck.Ready>();
        var answer = await authorization.AllowAsync(request, ready, new SignInClaims(user, session.Id), session.Team.ShouldNotBeNull(), mintsKeys: false, Issuer, Token);
        return HttpUtility.ParseQueryString(new Uri(answer.Value).Query)["code"].ShouldNotBeNull();
    }
}
