namespace JusInfer.Portal.Tenancy;

/// <summary>A team: the owner of keys, spend and limits.</summary>
internal sealed record Tenant
{
    public required TenantId Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
