using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using JusInfer.Portal.Accounts.Sessions;

namespace JusInfer.Portal.Accounts.Tokens;

/// <summary>
/// Long-lived tokens that are exchanged for new access tokens. Each is replaced by another when it is used. If the answer is lost, or two
/// processes of a client share the token, the client sends it again at once and gets the same successor. A token that is used later, or by
/// another client, was copied, so its session ends with all its tokens (RFC 9700, 4.14).
/// </summary>
internal sealed partial class RefreshTokens(
    IRefreshTokenStore store, SignInSessions sessions, TimeProvider time, ILogger<RefreshTokens> logger)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>How long after its first use a token gets its successor again.</summary>
    public static readonly TimeSpan ReuseInterval = TimeSpan.FromSeconds(30);

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
    /// <param name="text">The token.</param>
    /// <param name="client">Who sends it.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    public Task<(SignInClaims Claims, Secret Next)?> UseAsync(string text, string client, CancellationToken cancellationToken) =>
        UseAsync(text, client, PortalPrefix, cancellationToken);

    /// <summary>
    /// As <see cref="UseAsync(string, string, CancellationToken)"/>, for tokens with another prefix: nobody can use them where the others
    /// are used.
    /// </summary>
    public async Task<(SignInClaims Claims, Secret Next)?> UseAsync(
        string text, string client, string prefix, CancellationToken cancellationToken)
    {
        if (text.Length != Length || !text.StartsWith(prefix, StringComparison.Ordinal)) return null;

        var (now, next) = (time.GetUtcNow(), NewText(prefix));
        var successor = new RefreshSuccessor(HashOf(next), SealedSuccessor.Seal(next, text, client), now + Lifetime);
        if (await store.ExchangeAsync(HashOf(text), now, successor, cancellationToken) is not { } token) return null;
        var claims = new SignInClaims(token.User, new SignInSessionId(token.Family));
        if (token.UsedAt is not { } usedAt) return (claims, new Secret(next));

        if (now - usedAt <= ReuseInterval && usedAt <= PlausibleTime.Latest(now, TimeSpan.Zero)
            && token.Successor is { } kept && SealedSuccessor.Open(kept, text, client) is { } again)
            return (claims, new Secret(again));
        await store.RevokeFamilyAsync(token.Family, cancellationToken);
        await sessions.EndAsync(claims, cancellationToken);
        LogReuse(token.User);
        return null;
    }

    private async Task<Secret> AddAsync(SignInClaims claims, string prefix, CancellationToken cancellationToken)
    {
        var text = NewText(prefix);
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

    private static string NewText(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    [LoggerMessage(
        LogEvents.RefreshTokenReused,
        LogLevel.Warning,
        "A refresh token of user {User} was used again later or by another client; all tokens of its sign-in were revoked")]
    private partial void LogReuse(UserId user);
}
