namespace JusInfer.Portal.Usage;

/// <summary>
/// New usage of this team is stored and visible to queries. Published on every node that shares the store, within a second.
/// </summary>
internal readonly record struct UsageChanged(TenantId Tenant);
