using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>One call, as <see cref="UsageRecord"/> describes it. Written by the usage inserts, never through change tracking.</summary>
internal sealed class UsageRequestRow
{
    public required TenantId TenantId { get; init; }

    public required RequestId Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required KeyId KeyId { get; init; }

    public required MemberId MemberId { get; init; }

    public string? EndUser { get; init; }

    public string? Session { get; init; }

    public required string ModelRequested { get; init; }

    public string? ModelServed { get; init; }

    public string? Provider { get; init; }

    public required string Route { get; init; }

    public required int Status { get; init; }

    public string? ErrorCode { get; init; }

    public required long InputUncached { get; init; }

    public required long CacheRead { get; init; }

    public required long CacheWrite5m { get; init; }

    public required long CacheWrite1h { get; init; }

    public required long OutputText { get; init; }

    public required long OutputReasoning { get; init; }

    public required NanoUsd Cost { get; init; }

    public required NanoUsd BaselineCost { get; init; }

    public required UsageSource Source { get; init; }

    public int? TtftMs { get; init; }

    public required int DurationMs { get; init; }

    public required int Attempts { get; init; }

    public string? AttemptLog { get; init; }

    public required bool Resumed { get; init; }

    public required bool Streamed { get; init; }

    public required bool Simulated { get; init; }

    public DateOnly? PricesFrom { get; init; }

    public required string CatalogVersion { get; init; }
}
