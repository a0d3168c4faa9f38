namespace JusInfer.Portal.Tenancy;

/// <summary>
/// A key, member, invitation, role, limit or cap of this team changed: whatever is remembered about who may call is to be read again.
/// Published on every node that shares the store, within a second. <c>default</c> instead of a team means that any team's may have: a node
/// says so to itself
/// when it has been out of touch with the store and may have missed news.
/// </summary>
internal readonly record struct AccessChanged(TenantId Tenant)
{
    /// <summary>Whether what is remembered about this team is concerned.</summary>
    public bool Concerns(TenantId tenant) => Tenant == default || Tenant == tenant;
}
