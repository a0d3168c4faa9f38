using System.Security.Claims;

namespace JusInfer.Portal.Accounts.Sessions;

/// <summary>The user and the session in the claims of an authenticated principal.</summary>
internal readonly record struct SignInClaims(UserId User, SignInSessionId Session)
{
    /// <summary>The claim with the session's id, in cookies and in access tokens (OpenID Connect Front-Channel Logout 1.0, section 3).</summary>
    public const string Type = "sid";

    /// <summary>Null where the principal is not authenticated, or its cookie was issued by a version without sessions.</summary>
    public static SignInClaims? From(ClaimsPrincipal principal) =>
        principal.Identity?.IsAuthenticated is true
        && Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var user)
        && SignInSessionId.TryParse(principal.FindFirstValue(Type), out var session)
            ? new SignInClaims(new UserId(user), session)
            : null;

    public IReadOnlyList<Claim> ToClaims() => [new(ClaimTypes.NameIdentifier, User.Value.ToString()), ClaimOf(Session)];

    public static Claim ClaimOf(SignInSessionId session) => new(Type, session.ToString());
}
