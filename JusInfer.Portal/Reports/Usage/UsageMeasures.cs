using System.Collections.Immutable;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Usage;

/// <summary>The measured columns of all reports on usage.</summary>
internal static class UsageMeasures
{
    public static readonly UsageColumn Requests =
        Of("requests", "Requests", UsageUnit.Count, UsageTopic.Reliability, static row => row.Sums.Requests) with { IsBrief = true };

    public static readonly UsageColumn Cost =
        Of("cost_usd", "Spend", UsageUnit.Usd, UsageTopic.Cost, static row => row.Sums.Cost) with { IsBrief = true };

    public static readonly UsageColumn Errors =
        Of("errors", "Failed", UsageUnit.Count, UsageTopic.Reliability, static row => row.Sums.Errors) with { IsBrief = true };

    public static readonly ImmutableArray<UsageColumn> All =
    [
        Requests,
        Errors,
        Of("input_tokens", "Input tokens", UsageUnit.Tokens, UsageTopic.Tokens, static row => row.Sums.InputTokens) with { IsBrief = true },
        Of("cached_tokens", "From cache", UsageUnit.Tokens, UsageTopic.Tokens, static row => row.Sums.CachedTokens) with { IsBrief = true },
        Of("cache_write_5m_tokens", "Cache write (5 min)", UsageUnit.Tokens, UsageTopic.Tokens, static row => row.Sums.CacheWrite5mTokens),
        Of("cache_write_1h_tokens", "Cache write (1 h)", UsageUnit.Tokens, UsageTopic.Tokens, static row => row.Sums.CacheWrite1hTokens),
        Of("output_tokens", "Output tokens", UsageUnit.Tokens, UsageTopic.Tokens,
            static row => row.Sums.OutputTokens) with { IsBrief = true },
        Of("reasoning_tokens", "Reasoning", UsageUnit.Tokens, UsageTopic.Tokens, static row => row.Sums.ReasoningTokens),
        Of("baseline_cost_usd", "On the baseline", UsageUnit.Usd, UsageTopic.Savings, static row => row.Sums.BaselineCost) with
        {
            IsBrief = true,
            Description = "The cost of the same tokens on the baseline model, with the prompt caches that sessions would have there.",
        },
        Cost,
        Of("saved_usd", "Saved", UsageUnit.Usd, UsageTopic.Savings, static row => row.Sums.BaselineCost - row.Sums.Cost) with
        {
            Description = "The cost on the baseline model without what was spent; negative if it would have cost less.",
        },
        Of("cost_per_request_usd", "Per request", UsageUnit.Usd, UsageTopic.Cost, static row =>
            row.Sums.Requests == 0 ? null : new NanoUsd(row.Sums.Cost.Value / row.Sums.Requests)) with { IsRatio = true },
        Of("cache_ratio", "Cache hit rate", UsageUnit.Ratio, UsageTopic.Tokens, static row => Ratio(row.Sums.CachedTokens,
            row.Sums.InputTokens)) with
        {
            Description = "The share of the input tokens that were read from a cache.",
        },
        Of("error_ratio", "Failure rate", UsageUnit.Ratio, UsageTopic.Reliability, static row => Ratio(row.Sums.Errors, row.Sums.Requests)),
        Of("ttft_p50_ms", "First token p50", UsageUnit.Milliseconds, UsageTopic.Latency, static row => row.Ttft?.Quantile(0.5)),
        Of("ttft_p95_ms", "First token p95", UsageUnit.Milliseconds, UsageTopic.Latency, static row => row.Ttft?.Quantile(0.95)),
        Of("duration_p50_ms", "Duration p50", UsageUnit.Milliseconds, UsageTopic.Latency, static row => row.Duration?.Quantile(0.5)),
        Of("duration_p95_ms", "Duration p95", UsageUnit.Milliseconds, UsageTopic.Latency, static row => row.Duration?.Quantile(0.95)),
    ];

    private static UsageColumn Of(string name, string label, UsageUnit unit, UsageTopic topic, Func<UsageRow, object?> value) =>
        new(name, label, unit, value) { Topic = topic };

    private static object? Ratio(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
