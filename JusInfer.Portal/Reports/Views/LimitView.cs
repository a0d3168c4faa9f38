using JusInfer.Portal.Admission;

namespace JusInfer.Portal.Reports.Views;

/// <summary>A limit of a key's calls and how much of it is used.</summary>
internal sealed record LimitView
{
    /// <summary>The id of a budget; null for other limits.</summary>
    public required string? Id { get; init; }

    /// <summary>The code of the limit, as in errors: <c>key.requests_per_minute</c>, <c>member.month</c>, <c>tenant.wallet</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>The unit: requests_per_minute, tokens_per_minute, concurrency or usd.</summary>
    public required string Kind { get; init; }

    public required decimal Limit { get; init; }

    /// <summary>What is used in the current window.</summary>
    public required decimal Used { get; init; }

    /// <summary>What running calls hold.</summary>
    public required decimal Held { get; init; }

    /// <summary>When the whole limit is available again; null if it does not reset.</summary>
    public required DateTime? ResetsAt { get; init; }

    /// <summary>The next calls reach this limit first.</summary>
    public required bool Binds { get; init; }

    public static LimitView From(LimitState state) => new()
    {
        Id = state.Id,
        Scope = state.Scope,
        Kind = EnumFormat.Format(state.Kind),
        Limit = state.Limit,
        Used = state.Used,
        Held = state.Held,
        ResetsAt = state.ResetsAt?.UtcDateTime,
        Binds = state.Binds,
    };
}
