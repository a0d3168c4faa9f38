using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Primitives.RateLimits;

namespace JusInfer.Portal.Accounts.Tokens;

/// <summary>The tokens of a client of the control plane.</summary>
internal sealed record TokenPair(SignedIn Who, Secret Access, Secret Refresh, TimeSpan ExpiresIn);

/// <summary>Issues token pairs, after a sign-in or in exchange for a refresh token. The tokens of a sign-in are valid as long as its session.</summary>
internal sealed class TokenIssuer(
    AccessTokens access, RefreshTokens refresh, SignInSessions sessions, SignedInResolver resolver, IHttpContextAccessor http)
{
    /// <summary>Tokens end this long after the sign-in, however often they are refreshed.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(90);

    private static readonly SignInLifetime Lifetime = new(RefreshTokens.Lifetime, MaxLifetime);

    public async Task<TokenPair> IssueAsync(SignedIn who, CancellationToken cancellationToken)
    {
        var claims = new SignInClaims(who.UserId, await sessions.StartAsync(who, Lifetime, cancellationToken));
        return await PairAsync(who, claims, await refresh.StartAsync(claims, cancellationToken), cancellationToken);
    }

    /// <summary>Issues tokens for another team of a person whose session lives. That session and its tokens stay as they are.</summary>
    public async Task<Result<TokenPair, RequestError>> IssueAsync(SignInClaims first, string team, CancellationToken cancellationToken)
    {
        if (!TeamId.TryParse(team, out var id) || await resolver.FindAsync(first.User, id, cancellationToken) is not { } who) return new RequestError.NotFound(TeamMemberships.NotMember);
        if (await resolver.LacksSecondFactorAsync(who, cancellationToken)) return new RequestError.SecondFactorRequired(SignedInResolver.EnrollmentMissing);
        if (await sessions.ContinueAsync(first, who, Lifetime, cancellationToken) is not { } session) return new RequestError.Unauthorized("The session has ended. Sign in again.");
        var claims = new SignInClaims(first.User, session);
        return await PairAsync(who, claims, await refresh.StartAsync(claims, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Exchanges a refresh token. Scripts have no id, so that the client who may send it again is whoever calls from the same network.
    /// </summary>
    /// <returns>
    /// <see cref="RequestError.Unauthorized"/> where the token is unknown, used or expired, its session has ended, or its account no longer
    /// exists.
    /// </returns>
    public async Task<Result<TokenPair, RequestError>> RefreshAsync(Secret token, CancellationToken cancellationToken) =>
        await refresh.UseAsync(token.Reveal(), $"{ClientNetwork.From(http.HttpContext?.Connection.RemoteIpAddress)}", cancellationToken)
            is { } used
        && await sessions.UseAsync(used.Claims, Lifetime, cancellationToken)
        && await resolver.ResolveAsync(used.Claims, cancellationToken) is { } who
            ? await PairAsync(who, used.Claims, used.Next, cancellationToken)
            : new RequestError.Unauthorized("This refresh token is unknown, used or expired; sign in again.");

    private async Task<TokenPair> PairAsync(SignedIn who, SignInClaims claims, Secret next, CancellationToken cancellationToken) =>
        new(who, await access.IssueAsync(claims, cancellationToken), next, AccessTokens.Lifetime);
}
