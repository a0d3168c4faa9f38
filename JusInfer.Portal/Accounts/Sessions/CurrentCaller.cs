using System.Security.Claims;
using JusInfer.Portal.Audit;

namespace JusInfer.Portal.Accounts.Sessions;

/// <summary>
/// The caller of the current request or, in an open page, of the current event of its connection, which is not a request of its own.
/// </summary>
internal sealed class CurrentCaller(IHttpContextAccessor http) : IAuditCaller
{
    private readonly AsyncLocal<ClaimsPrincipal?> page = new();

    public AuditCaller Current
    {
        get
        {
            if (http.HttpContext is null && page.Value is null) return AuditCaller.System;
            var claims = (page.Value ?? http.HttpContext?.User) is { } principal ? SignInClaims.From(principal) : null;
            var origin = SignInOrigin.From(http.HttpContext);
            return new AuditCaller(claims?.User ?? KeyHolderOf(http.HttpContext), claims?.Session, origin.Address, origin.Device);
        }
    }

    /// <summary>The member that the key of the request acts for; null without a key, and for a service key.</summary>
    private static UserId? KeyHolderOf(HttpContext? http) => http?.Features.Get<SignedIn>() is { Key.Service: false } who ? who.UserId : null;

    /// <summary>Sets the user of an open page for the rest of the current event.</summary>
    public void SetPageUser(ClaimsPrincipal principal) => page.Value = principal;
}
