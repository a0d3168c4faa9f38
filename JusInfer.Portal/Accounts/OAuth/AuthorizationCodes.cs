using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Accounts.Sessions;
using Microsoft.AspNetCore.DataProtection;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Accounts.OAuth;

/// <summary>What a person has allowed, until the client has exchanged the code for tokens.</summary>
/// <param name="Consent">The session of the browser in which the person did.</param>
/// <param name="Session">The id of the session that the exchange starts.</param>
/// <param name="Team">The team that the browser acted for.</param>
/// <param name="Grant">The client and the scopes.</param>
/// <param name="RedirectUri">The redirect URI of the request.</param>
/// <param name="Challenge">The hash of the client's secret for this code (PKCE, RFC 7636), with the method <c>S256</c>.</param>
internal sealed record AuthorizationCode(SignInClaims Consent, SignInSessionId Session, TeamId Team, OAuthGrant Grant, string RedirectUri, string Challenge);

/// <summary>
/// Issues and accepts authorization codes. A code contains what it stands for, encrypted and authenticated. Its hash is stored beside the refresh tokens of the session that it
/// starts: a code that is used twice was copied, so that session ends with all its tokens (RFC 9700, section 2.1.1).
/// </summary>
internal sealed class AuthorizationCodes(IDataProtectionProvider protection, IRefreshTokenStore store, SignInSessions sessions, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private const string Purpose = "JusInfer.Accounts.AuthorizationCodes";

    private readonly IDataProtector protector = protection.CreateProtector(Purpose);

    public async Task<Secret> IssueAsync(AuthorizationCode code, CancellationToken cancellationToken)
    {
        var payload = new Payload(code.Consent.User.Value, code.Consent.Session.Value, code.Session.Value, code.Team.Value, code.Grant, code.RedirectUri, code.Challenge);
        var text = protector.Protect(JsonSerializer.Serialize(payload));
        await store.AddAsync(new RefreshToken { Hash = HashOf(text), Family = code.Session.Value, User = code.Consent.User, ExpiresAt = time.GetUtcNow() + Lifetime }, cancellationToken);
        return new Secret(text);
    }

    /// <summary>Null if the code is unknown, expired or used. One that was used before ends the session that it started.</summary>
    public async Task<AuthorizationCode?> UseAsync(string text, CancellationToken cancellationToken)
    {
        if (Open(text) is not { } payload) return null;
        var now = time.GetUtcNow();
        if (await store.UseAsync(HashOf(text), now, cancellationToken) is not { } stored
            || !PlausibleTime.IsWithin(stored.ExpiresAt, Lifetime, now)) return null;
        var (user, session) = (new UserId(payload.User), new SignInSessionId(payload.Session));
        if (stored.UsedAt is not null)
        {
            await store.RevokeFamilyAsync(payload.Session, cancellationToken);
            await sessions.EndAsync(new SignInClaims(user, session), cancellationToken);
            return null;
        }

        return new AuthorizationCode(new SignInClaims(user, new SignInSessionId(payload.Consent)), session, new TeamId(payload.Team), payload.Grant, payload.RedirectUri, payload.Challenge);
    }

    private Payload? Open(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Payload>(protector.Unprotect(text));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private sealed record Payload(Guid User, Guid Consent, Guid Session, Guid Team, OAuthGrant Grant, string RedirectUri, string Challenge);
}
