namespace JusInfer.Portal.Accounts.Tokens;

/// <summary>The tokens of a client of the control plane.</summary>
internal sealed record TokenPair(SignedIn Who, Secret Access, Secret Refresh, TimeSpan ExpiresIn);

/// <summary>Issues token pairs, after a sign-in or in exchange for a refresh token.</summary>
internal sealed class TokenIssuer(AccessTokens access, RefreshTokens refresh, SignedInResolver resolver)
{
    public async Task<TokenPair> IssueAsync(SignedIn who, CancellationToken cancellationToken) =>
        await PairAsync(who, await refresh.StartAsync(who.UserId, cancellationToken), cancellationToken);

    /// <returns>
    /// <see cref="RequestError.Unauthorized"/> if the token is unknown, used, expired or revoked, or its account no longer exists.
    /// </returns>
    public async Task<Result<TokenPair, RequestError>> RefreshAsync(Secret token, CancellationToken cancellationToken) =>
        await refresh.UseAsync(token.Reveal(), cancellationToken) is { } used
        && await resolver.ResolveAsync(used.User, cancellationToken) is { } who
            ? await PairAsync(who, used.Next, cancellationToken)
            : new RequestError.Unauthorized("This refresh token is unknown, used or expired; sign in again.");

    private async Task<TokenPair> PairAsync(SignedIn who, Secret next, CancellationToken cancellationToken) =>
        new(who, await access.IssueAsync(who.UserId, cancellationToken), next, AccessTokens.Lifetime);
}
