using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// The authentication schemes. Pages accept only the cookie and the control plane only the access token: another site cannot make a browser
/// call the control plane, and a leaked token does not open pages. What agents read beside the pages accepts either.
/// </summary>
internal static class Schemes
{
    public static readonly string Pages = IdentityConstants.ApplicationScheme;

    public const string Api = "Jwt";

    /// <summary>The scheme of a request that only reads: that of its credential. Without any, a browser is asked to sign in.</summary>
    public const string PagesAndPrograms = "PagesAndPrograms";

    /// <summary>Selects the scheme that checks the credential of a request. A further kind of credential is added here.</summary>
    public static string SchemeOf(HttpContext context) =>
        context.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? Api : Pages;
}
