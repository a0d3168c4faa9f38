namespace JusInfer.Portal.Usage;

/// <summary>Sums over a group of calls.</summary>
internal sealed record UsageSums
{
    public long Requests { get; init; }

    public long InputTokens { get; init; }

    /// <summary>The input tokens that were read from a provider's cache; they are included in <see cref="InputTokens"/>.</summary>
    public long CachedTokens { get; init; }

    /// <summary>
    /// The input tokens that were written to a provider's cache for five minutes; they are included in <see cref="InputTokens"/>.
    /// </summary>
    public long CacheWrite5mTokens { get; init; }

    /// <summary>
    /// The input tokens that were written to a provider's cache for an hour; they are included in <see cref="InputTokens"/>.
    /// </summary>
    public long CacheWrite1hTokens { get; init; }

    public long OutputTokens { get; init; }

    /// <summary>The output tokens that the model used for reasoning; they are included in <see cref="OutputTokens"/>.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>The input tokens that were neither read from a provider's cache nor written to it.</summary>
    public long UncachedTokens => InputTokens - CachedTokens - CacheWrite5mTokens - CacheWrite1hTokens;

    public NanoUsd Cost { get; init; }

    public NanoUsd BaselineCost { get; init; }

    public long Errors { get; init; }

    public static UsageSums From(UsageRecord call) => new()
    {
        Requests = 1,
        InputTokens = call.Tokens.Input,
        CachedTokens = call.Tokens.CacheRead,
        CacheWrite5mTokens = call.Tokens.CacheWrite5m,
        CacheWrite1hTokens = call.Tokens.CacheWrite1h,
        OutputTokens = call.Tokens.Output,
        ReasoningTokens = call.Tokens.OutputReasoning,
        Cost = call.Cost,
        BaselineCost = call.BaselineCost,
        Errors = call.IsError ? 1 : 0,
    };

    public static UsageSums operator +(UsageSums left, UsageSums right) => new()
    {
        Requests = left.Requests + right.Requests,
        InputTokens = left.InputTokens + right.InputTokens,
        CachedTokens = left.CachedTokens + right.CachedTokens,
        CacheWrite5mTokens = left.CacheWrite5mTokens + right.CacheWrite5mTokens,
        CacheWrite1hTokens = left.CacheWrite1hTokens + right.CacheWrite1hTokens,
        OutputTokens = left.OutputTokens + right.OutputTokens,
        ReasoningTokens = left.ReasoningTokens + right.ReasoningTokens,
        Cost = left.Cost + right.Cost,
        BaselineCost = left.BaselineCost + right.BaselineCost,
        Errors = left.Errors + right.Errors,
    };

    /// <summary>The difference, at least 0 in each field.</summary>
    public static UsageSums operator -(UsageSums left, UsageSums right) => new()
    {
        Requests = Math.Max(0, left.Requests - right.Requests),
        InputTokens = Math.Max(0, left.InputTokens - right.InputTokens),
        CachedTokens = Math.Max(0, left.CachedTokens - right.CachedTokens),
        CacheWrite5mTokens = Math.Max(0, left.CacheWrite5mTokens - right.CacheWrite5mTokens),
        CacheWrite1hTokens = Math.Max(0, left.CacheWrite1hTokens - right.CacheWrite1hTokens),
        OutputTokens = Math.Max(0, left.OutputTokens - right.OutputTokens),
        ReasoningTokens = Math.Max(0, left.ReasoningTokens - right.ReasoningTokens),
        Cost = new NanoUsd(Math.Max(0, left.Cost.Value - right.Cost.Value)),
        BaselineCost = new NanoUsd(Math.Max(0, left.BaselineCost.Value - right.BaselineCost.Value)),
        Errors = Math.Max(0, left.Errors - right.Errors),
    };
}
