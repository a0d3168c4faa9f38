using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts.Sessions;

/// <summary>Validates the cookie of a browser's session at each request: a cookie whose session has ended is rejected and deleted.</summary>
internal static class SignInCookie
{
    /// <summary>A browser that is used every day stays signed in for 90 days, as long as a client with tokens.</summary>
    public static readonly SignInLifetime Lifetime = new(TimeSpan.FromDays(14), TimeSpan.FromDays(90));

    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        await SecurityStampValidator.ValidatePrincipalAsync(context);
        if (context.Principal is not { } principal) return;

        var http = context.HttpContext;
        var sessions = http.RequestServices.GetRequiredService<SignInSessions>();
        if (SignInClaims.From(principal) is { } claims && await sessions.UseAsync(claims, Lifetime, http.RequestAborted)) return;
        context.RejectPrincipal();
        await http.SignOutAsync(Schemes.Pages);
    }

    /// <summary>Copies the session into the principal that the security stamp validator creates every few minutes.</summary>
    public static Task KeepSessionAsync(SecurityStampRefreshingPrincipalContext context)
    {
        if (context.CurrentPrincipal?.FindFirst(SignInClaims.Type) is { } session)
            context.NewPrincipal?.Identities.First().AddClaim(session.Clone());
        return Task.CompletedTask;
    }
}
