using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Tenancy;

/// <summary>
/// What a member may do, in ascending order. Viewers read; billing manages caps and budgets too; members use keys of their own; admins and owners manage
/// keys, members and limits.
/// </summary>
[JsonConverter(typeof(SnakeCaseEnumJsonConverter<Role>))]
internal enum Role
{
    Viewer,
    Billing,
    Member,
    Admin,
    Owner,
}

internal static class Roles
{
    /// <summary>May mint keys for other members and change limits and caps.</summary>
    public static bool Manages(this Role role) => role >= Role.Admin;

    /// <summary>May change caps and budgets.</summary>
    public static bool ManagesSpend(this Role role) => role.Manages() || role is Role.Billing;

    /// <summary>May change the keys, limits and role of a member with the other role: nobody limits an owner but an owner.</summary>
    public static bool Outranks(this Role role, Role other) => other is not Role.Owner || role is Role.Owner;

    /// <summary>May hold and mint keys.</summary>
    public static bool Calls(this Role role) => role >= Role.Member;
}
