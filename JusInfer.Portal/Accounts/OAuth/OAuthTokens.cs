using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Accounts.Tokens;
using JusInfer.Portal.Primitives.RateLimits;

namespace JusInfer.Portal.Accounts.OAuth;

/// <summary>Exchanges authorization codes and refresh tokens of clients for tokens, and revokes them. The tokens are valid as long as the session of the grant.</summary>
internal sealed class OAuthTokens(
    OAuthClients clients, AuthorizationCodes codes, AccessTokens access, RefreshTokens refresh, SignInSessions sessions, SignedInResolver resolver,
    IHttpContextAccessor http)
{
    private static readonly SignInLifetime Lifetime = new(RefreshTokens.Lifetime, TokenIssuer.MaxLifetime);

    /// <summary>Exchanges an authorization code. The code is used up, also if something else is wrong.</summary>
    public async Task<Result<TokenPair, OAuthError>> ExchangeAsync(string? clientId, string code, string? redirectUri, string? verifier, CancellationToken cancellationToken)
    {
        if (clients.Find(clientId) is null) return OAuthError.UnknownClient;
        if (await codes.UseAsync(code, cancellationToken) is not { } used || !IsOf(used, clientId!, redirectUri, verifier)) return OAuthError.InvalidGrant;

        // The person may have signed out or left the team since.
        if (!await sessions.IsLiveAsync(used.Consent, cancellationToken)
            || await resolver.FindAsync(used.Consent.User, used.Team, cancellationToken) is not { } who
            || await resolver.LacksSecondFactorAsync(who, cancellationToken))
            return OAuthError.InvalidGrant;

        who = who with { Grant = used.Grant };
        await sessions.ConnectAsync(used.Session, who, Lifetime, cancellationToken);
        var claims = used.Consent with { Session = used.Session };

        // What ends all sessions at this moment may have missed the new one.
        if (!await sessions.IsLiveAsync(used.Consent, cancellationToken) || await resolver.ResolveAsync(claims, cancellationToken) is null)
        {
            await sessions.EndAsync(claims, CancellationToken.None);
            return OAuthError.InvalidGrant;
        }

        return await PairAsync(who, claims, await refresh.StartAsync(claims, RefreshTokens.OAuthPrefix, cancellationToken), cancellationToken);
    }

    /// <summary>Exchanges a refresh token. One that another client sends was copied, so its session ends.</summary>
    public async Task<Result<TokenPair, OAuthError>> RefreshAsync(string? clientId, string token, CancellationToken cancellationToken)
    {
        if (clients.Find(clientId) is null) return OAuthError.UnknownClient;
        var client = OAuthClients.HashOf(clientId!);

        // The id of a client is public. Its processes share a network, and a thief of the token does not.
        var sender = $"{client} {ClientNetwork.From(http.HttpContext?.Connection.RemoteIpAddress)}";
        if (await refresh.UseAsync(token, sender, RefreshTokens.OAuthPrefix, cancellationToken) is not { } used)
            return OAuthError.InvalidGrant;
        if ((await sessions.FindAsync(used.Claims, cancellationToken))?.Grant?.Client != client)
        {
            await sessions.EndAsync(used.Claims, cancellationToken);
            return OAuthError.InvalidGrant;
        }

        return await sessions.UseAsync(used.Claims, Lifetime, cancellationToken) && await resolver.ResolveAsync(used.Claims, cancellationToken) is { } who
            ? await PairAsync(who, used.Claims, used.Next, cancellationToken)
            : OAuthError.InvalidGrant;
    }

    /// <summary>Ends the session of a refresh token or access token. A token that is unknown needs no end (RFC 7009, section 2.2).</summary>
    public async Task RevokeAsync(string token, CancellationToken cancellationToken)
    {
        var claims = await refresh.UseAsync(token, "", RefreshTokens.OAuthPrefix, cancellationToken) is { } used ? used.Claims
            : await access.CheckAsync(token, TokenAudience.Mcp, cancellationToken) is AccessTokenCheck.Valid(var valid) ? valid
            : (SignInClaims?)null;
        if (claims is { } session) await sessions.EndAsync(session, cancellationToken);
    }

    private static bool IsOf(AuthorizationCode code, string clientId, string? redirectUri, string? verifier) =>
        code.Grant.Client == OAuthClients.HashOf(clientId)
        && code.RedirectUri == redirectUri
        && verifier is { Length: >= 43 and <= 128 }
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(code.Challenge), Encoding.ASCII.GetBytes(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))));

    private async Task<TokenPair> PairAsync(SignedIn who, SignInClaims claims, Secret next, CancellationToken cancellationToken) =>
        new(who, await access.IssueAsync(claims, TokenAudience.Mcp, cancellationToken), next, AccessTokens.Lifetime);
}
