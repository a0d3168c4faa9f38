namespace JusInfer.Portal.Tenancy;

/// <summary>A team, to which keys, usage and limits belong.</summary>
internal sealed record Tenant
{
    public required TenantId Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The IANA id of the time zone in which the days of budgets begin.</summary>
    public string TimeZone { get; init; } = "UTC";

    public ResponsePolicy Responses { get; init; } = ResponsePolicy.Default;
}
