using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// The authentication schemes. Pages accept only the cookie and the control plane only the access token: another site cannot make a browser
/// call the control plane, and a leaked token does not open pages.
/// </summary>
internal static class Schemes
{
    public static readonly string Pages = IdentityConstants.ApplicationScheme;

    public const string Api = "Jwt";
}
