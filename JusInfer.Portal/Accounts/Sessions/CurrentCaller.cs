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
            try
            {
                return In(http.HttpContext);
            }
            catch (ObjectDisposedException)
            {
                return In(null); // The request has ended, and what it began has not: a page is stored whose browser has left.
            }
        }
    }

    /// <summary>Sets the user of an open page for the rest of the current event.</summary>
    public void SetPageUser(ClaimsPrincipal principal) => page.Value = principal;

    private AuditCaller In(HttpContext? request)
    {
        if (request is null && page.Value is null) return AuditCaller.System;
        var claims = (page.Value ?? request?.User) is { } principal ? SignInClaims.From(principal) : null;
        var origin = SignInOrigin.From(request);
        return new AuditCaller(claims?.User ?? KeyHolderOf(request), claims?.Session, origin.Address, origin.Device);
    }

    /// <summary>The member that the key of the request acts for; null without a key, and for a service key.</summary>
    private static UserId? KeyHolderOf(HttpContext? request) =>
        request?.Features.Get<SignedIn>() is { Key.Service: false } who ? who.UserId : null;
}
