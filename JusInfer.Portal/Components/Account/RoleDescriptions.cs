using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Components.Account;

/// <summary>Describes a member by the role.</summary>
internal static class RoleDescriptions
{
    /// <summary>Such as "an owner".</summary>
    public static string Of(Role role) => role switch
    {
        Role.Owner => "an owner",
        Role.Admin => "an admin",
        Role.Billing => "a billing member",
        Role.Member => "a member",
        _ => "a viewer",
    };
}
