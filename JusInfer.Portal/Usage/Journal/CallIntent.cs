namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// What is known about a call before it is sent to a provider: enough to account for it if the process dies.
/// <see cref="CallIntentColumns"/> defines how it is stored.
/// </summary>
internal sealed record CallIntent
{
    public required RequestId Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required TeamId TeamId { get; init; }

    public required KeyId KeyId { get; init; }

    public required MemberId MemberId { get; init; }

    public required string ModelRequested { get; init; }

    /// <summary>The catalog id of the model of the first attempt.</summary>
    public required string ModelPlanned { get; init; }

    /// <summary>The id of the provider of the first attempt.</summary>
    public required string Provider { get; init; }

    public required string Route { get; init; }

    public required long EstimatedInputTokens { get; init; }

    public required string CatalogVersion { get; init; }

    public string? User { get; init; }

    public string? RunId { get; init; }

    /// <summary>The root of the run tree.</summary>
    public string? RootRunId { get; init; }

    public string? ParentRunId { get; init; }

    public string? Repository { get; init; }

    public string? Label { get; init; }
}
