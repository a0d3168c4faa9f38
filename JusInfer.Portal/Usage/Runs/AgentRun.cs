namespace JusInfer.Portal.Usage.Runs;

/// <summary>An agent run: the calls that name the same session.</summary>
internal sealed record AgentRun
{
    public required string RunId { get; init; }

    /// <summary>The run that started this one, as its calls named it; null if they named none.</summary>
    public string? Parent { get; init; }

    /// <summary>The root of the run tree; null if it is not recorded, because the run is older than this information or made no call.</summary>
    public string? Root { get; init; }

    /// <summary>The key of the first call; null if it is not recorded.</summary>
    public KeyId? Key { get; init; }

    /// <summary>The member that the key belonged to; null if it is not recorded.</summary>
    public MemberId? Member { get; init; }

    /// <summary>The start of the first call; of a root, the first one of its tree.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>The start of the last call; of a root, the last one of its tree.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>The sums of the run's own calls.</summary>
    public required UsageSums Sums { get; init; }

    /// <summary>The input tokens that were written to a provider's cache; they are included in <see cref="UsageSums.InputTokens"/>.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>The cost of the run and, if it is a root, of all other runs of its tree.</summary>
    public NanoUsd TreeCost { get; init; }
}
