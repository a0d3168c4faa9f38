using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using JusInfer.Portal.Accounts.Sessions;

namespace JusInfer.Portal.Accounts.Tokens;

/// <summary>
/// Long-lived tokens that are exchanged for new access tokens. Each works once and is replaced by another. A token that is used twice was
/// copied, so its session ends with all its tokens (RFC 9700, 4.14).
/// </summary>
internal sealed partial class RefreshTokens(
    IRefreshTokenStore store, SignInSessions sessions, TimeProvider time, ILogger<RefreshTokens> logger)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Begins the tokens of OAuth clients, which are for the MCP server only.</summary>
    public const string OAuthPrefix = "jot_";

    private const string PortalPrefix = "jrt_";
    private const int Length = 47;

    /// <summary>Issues the first token of a session.</summary>
    public Task<Secret> StartAsync(SignInClaims claims, CancellationToken cancellationToken) => AddAsync(claims, PortalPrefix, cancellationToken);

    /// <inheritdoc cref="StartAsync(SignInClaims, CancellationToken)"/>
    public Task<Secret> StartAsync(SignInClaims claims, string prefix, CancellationToken cancellationToken) => AddAsync(claims, prefix, cancellationToken);

    /// <summary>
    /// Exchanges a token for its session and the next token; null if it is unknown, used, expired or revoked. The caller checks the
    /// session.
    /// </summary>
    public Task<(SignInClaims Claims, Secret Next)?> UseAsync(string text, CancellationToken cancellationToken) => UseAsync(text, PortalPrefix, cancellationToken);

    /// <summary>As <see cref="UseAsync(string, CancellationToken)"/>, for tokens with another prefix: nobody can use them where the others are used.</summary>
    public async Task<(SignInClaims Claims, Secret Next)?> UseAsync(string text, string prefix, CancellationToken cancellationToken)
    {
        if (text.Length != Length || !text.StartsWith(prefix, StringComparison.Ordinal)) return null;

        var now = time.GetUtcNow();
        if (await store.UseAsync(HashOf(text), now, cancellationToken) is not { } token || token.ExpiresAt <= now) return null;
        var claims = new SignInClaims(token.User, new SignInSessionId(token.Family));
        if (token.UsedAt is not null)
        {
            await store.RevokeFamilyAsync(token.Family, cancellationToken);
            await sessions.EndAsync(claims, cancellationToken);
            LogReuse(token.User);
            return null;
        }

        return (claims, await AddAsync(claims, prefix, cancellationToken));
    }

    private async Task<Secret> AddAsync(SignInClaims claims, string prefix, CancellationToken cancellationToken)
    {
        var text = prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var token = new RefreshToken
        {
            Hash = HashOf(text),
            Family = claims.Session.Value,
            User = claims.User,
            ExpiresAt = time.GetUtcNow() + Lifetime,
        };
        await store.AddAsync(token, cancellationToken);
        return new Secret(text);
    }

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    [LoggerMessage(
        LogEvents.RefreshTokenReused,
        LogLevel.Warning,
        "A refresh token of user {User} was used twice; all tokens of its sign-in were revoked")]
    private partial void LogReuse(UserId user);
}
