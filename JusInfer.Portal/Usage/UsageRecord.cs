namespace JusInfer.Portal.Usage;

/// <summary>What one call was, used and cost. Written once; idempotent on its id.</summary>
internal sealed record UsageRecord
{
    public required RequestId Id { get; init; }

    /// <summary>When the call began.</summary>
    public required DateTimeOffset At { get; init; }

    public required TenantId TenantId { get; init; }

    public required KeyId KeyId { get; init; }

    public required MemberId MemberId { get; init; }

    /// <summary>The end user that the caller named, within the key's own identity.</summary>
    public string? User { get; init; }

    /// <summary>The agent run that the caller named.</summary>
    public string? Session { get; init; }

    public required string ModelRequested { get; init; }

    /// <summary>The catalog model that answered; absent where none did.</summary>
    public string? ModelServed { get; init; }

    public string? Provider { get; init; }

    /// <summary>Why this model: the router's reason.</summary>
    public required string Route { get; init; }

    /// <summary>
    /// How the call ended, as an HTTP status: what the client was answered; 499 where it hung up first; 502 where a stream that had begun
    /// with 200 broke off.
    /// </summary>
    public required int Status { get; init; }

    public string? ErrorCode { get; init; }

    public TokenBuckets Tokens { get; init; }

    public NanoUsd Cost { get; init; }

    /// <summary>What the same tokens would have cost on the catalog's baseline model.</summary>
    public NanoUsd BaselineCost { get; init; }

    public required UsageSource Source { get; init; }

    /// <summary>Time to first token; absent where no content came.</summary>
    public int? TtftMs { get; init; }

    public required int DurationMs { get; init; }

    public required int Attempts { get; init; }

    /// <summary>What its attempts were, as <see cref="Usage.AttemptLog"/> writes it; absent where the first one answered.</summary>
    public string? AttemptLog { get; init; }

    public bool Resumed { get; init; }

    public bool Streamed { get; init; }

    /// <summary>The embedded simulator answered, not a model.</summary>
    public bool Simulated { get; init; }

    /// <summary>The effective date of the prices that applied; absent for a free or unanswered call.</summary>
    public DateOnly? PricesFrom { get; init; }

    /// <summary>The catalog file's version, so that a receipt can be recomputed.</summary>
    public required string CatalogVersion { get; init; }

    public bool IsError => Status >= 400;
}
