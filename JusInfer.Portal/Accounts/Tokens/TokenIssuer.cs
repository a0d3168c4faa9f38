namespace JusInfer.Portal.Accounts.Tokens;

/// <summary>What a client of the control plane holds after a sign-in.</summary>
internal sealed record TokenPair(SignedIn Who, Secret Access, Secret Refresh, TimeSpan ExpiresIn);

/// <summary>Hands out token pairs, after a sign-in or for a refresh token.</summary>
internal sealed class TokenIssuer(AccessTokens access, RefreshTokens refresh, SignedInResolver resolver)
{
    public async Task<TokenPair> IssueAsync(SignedIn who, CancellationToken cancellationToken) =>
        await PairAsync(who, await refresh.StartAsync(who.UserId, cancellationToken), cancellationToken);

    /// <summary>Null where the token is unknown, used, expired or ended, or its account is gone.</summary>
    public async Task<TokenPair?> RefreshAsync(Secret token, CancellationToken cancellationToken)
    {
        if (await refresh.UseAsync(token.Reveal(), cancellationToken) is not var (user, next)) return null;
        return await resolver.ResolveAsync(user, cancellationToken) is { } who ? await PairAsync(who, next, cancellationToken) : null;
    }

    private async Task<TokenPair> PairAsync(SignedIn who, Secret next, CancellationToken cancellationToken) =>
        new(who, await access.IssueAsync(who.UserId, cancellationToken), next, AccessTokens.Lifetime);
}
