using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>Sums over calls. The base of all rows that usage records are added to.</summary>
internal abstract class SummedRow
{
    public long Requests { get; private set; }

    public TokenBuckets Tokens { get; private set; }

    /// <summary>Billionths of a dollar, as a plain integer that the database can sum.</summary>
    public long CostNano { get; private set; }

    /// <summary>Billionths of a dollar.</summary>
    public long BaselineCostNano { get; private set; }

    public long Errors { get; private set; }

    public virtual void Add(UsageRecord record)
    {
        Requests++;
        Tokens += record.Tokens.WithoutMedia();
        CostNano = checked(CostNano + record.Cost.Value);
        BaselineCostNano = checked(BaselineCostNano + record.BaselineCost.Value);
        if (record.IsError) Errors++;
    }

    public UsageSums ToSums() => new()
    {
        Requests = Requests,
        InputTokens = Tokens.Input,
        CachedTokens = Tokens.CacheRead,
        CacheWrite5mTokens = Tokens.CacheWrite5m,
        CacheWrite1hTokens = Tokens.CacheWrite1h,
        OutputTokens = Tokens.Output,
        ReasoningTokens = Tokens.OutputReasoning,
        Cost = new NanoUsd(CostNano),
        BaselineCost = new NanoUsd(BaselineCostNano),
        Errors = Errors,
    };
}
