using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// How people prove who they are. Pages take the cookie alone, the control plane the access token alone: no other site can make a browser
/// call the control plane, and a leaked token opens no page.
/// </summary>
internal static class Schemes
{
    public static readonly string Pages = IdentityConstants.ApplicationScheme;

    public const string Api = "Jwt";
}
