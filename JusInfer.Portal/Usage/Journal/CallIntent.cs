namespace JusInfer.Portal.Usage.Journal;

/// <summary>What is known of a call before an upstream is asked: enough to account for it should the process die.</summary>
internal sealed record CallIntent
{
    public required RequestId Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required TenantId TenantId { get; init; }

    public required KeyId KeyId { get; init; }

    public required MemberId MemberId { get; init; }

    public required string ModelRequested { get; init; }

    /// <summary>The model asked first.</summary>
    public required string ModelPlanned { get; init; }

    public required string Provider { get; init; }

    public required string Route { get; init; }

    public required long EstimatedInputTokens { get; init; }

    public required string CatalogVersion { get; init; }

    public string? User { get; init; }

    public string? Session { get; init; }
}
