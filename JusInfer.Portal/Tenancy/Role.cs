using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Tenancy;

/// <summary>
/// What a member may do, in ascending order. Viewers read; members use keys of their own; admins and owners manage keys, members and
/// limits.
/// </summary>
[JsonConverter(typeof(SnakeCaseEnumJsonConverter<Role>))]
internal enum Role
{
    Viewer,
    Member,
    Admin,
    Owner,
}

internal static class Roles
{
    /// <summary>May mint keys for other members and change limits and caps.</summary>
    public static bool Manages(this Role role) => role >= Role.Admin;

    /// <summary>May hold and mint keys.</summary>
    public static bool Calls(this Role role) => role >= Role.Member;
}
