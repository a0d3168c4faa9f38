namespace JusInfer.Portal.Routing.Costs;

/// <summary>A call of a session that a provider has answered.</summary>
internal readonly record struct BilledCall
{
    public required CallPrices Rates { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The tokens that the provider reported.</summary>
    public required CallTokens Tokens { get; init; }

    /// <summary>The tokens among the cache writes that are kept for an hour.</summary>
    public long LongCacheWrite { get; init; }

    /// <summary>
    /// How many of the first prompt tokens are those of the session's previous call. Less than that prompt if the client changed or removed
    /// an earlier message.
    /// </summary>
    public required long StableTokens { get; init; }

    /// <summary>The output up to which a detour counts for the bill of the baseline.</summary>
    public required long OutputBound { get; init; }

    /// <summary>The answer was not used: another call has answered, or will answer, the same request.</summary>
    public bool Discarded { get; init; }
}
