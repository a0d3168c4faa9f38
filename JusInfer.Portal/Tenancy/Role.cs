namespace JusInfer.Portal.Tenancy;

/// <summary>What a member may do. Owners and admins manage keys, members and limits; members use their own keys; viewers look.</summary>
internal enum Role
{
    Viewer,
    Member,
    Admin,
    Owner,
}

internal static class Roles
{
    /// <summary>May mint keys for others and change limits and caps.</summary>
    public static bool Manages(this Role role) => role >= Role.Admin;

    /// <summary>May hold and mint keys of their own.</summary>
    public static bool Calls(this Role role) => role >= Role.Member;
}
