namespace JusInfer.Portal.Tenancy;

/// <summary>
/// A key, member, role, limit or cap of this team changed: whatever is remembered about who may call is to be read again. Published on every
/// node that shares the store, within a second.
/// </summary>
internal readonly record struct AccessChanged(TenantId Tenant);
