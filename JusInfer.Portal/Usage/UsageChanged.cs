namespace JusInfer.Portal.Usage;

/// <summary>New usage of a tenant is stored and visible to queries. It is published on every node of the store within a second.</summary>
internal readonly record struct UsageChanged(TenantId Tenant);
