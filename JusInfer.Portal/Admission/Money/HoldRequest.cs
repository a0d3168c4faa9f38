using System.Collections.Immutable;

namespace JusInfer.Portal.Admission.Money;

/// <summary>What a planned call can cost, and how much of that it has to hold before it begins.</summary>
internal sealed record HoldRequest
{
    /// <summary>A call that costs nothing.</summary>
    public static readonly HoldRequest Nothing = new()
    {
        InputTokens = 0,
        PromptCost = NanoUsd.Zero,
        OutputPerMillion = NanoUsd.Zero,
        MaxOutputTokens = 0,
        InitialOutputTokens = 0,
    };

    /// <summary>The input tokens, estimated.</summary>
    public required long InputTokens { get; init; }

    /// <summary>The cost of the prompt at the plan's most expensive target, nothing of it read from a cache.</summary>
    public required NanoUsd PromptCost { get; init; }

    /// <summary>
    /// What the call can cost in addition to <see cref="PromptCost"/> and <see cref="InitialOutputTokens"/>: only the provider knows how
    /// many tokens a text or a document has, how much the model reasons, and how often tools that it runs make the model read again.
    /// </summary>
    public NanoUsd Margin { get; init; }

    /// <summary>The cost of a million output tokens at the plan's most expensive target, for all choices together.</summary>
    public required NanoUsd OutputPerMillion { get; init; }

    /// <summary>The longest answer that the request and the models allow, in tokens.</summary>
    public required long MaxOutputTokens { get; init; }

    /// <summary>
    /// The output to hold at first. Less than <see cref="MaxOutputTokens"/> only if the output is visible while it is produced, because the
    /// hold is then extended ahead of it.
    /// </summary>
    public required long InitialOutputTokens { get; init; }

    /// <summary>The catalog ids of the models that may answer, one per target.</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>The simulator answers: the wallet is not charged.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>A running call waits for this one, so that this one must not wait for it.</summary>
    public bool IsDependent { get; init; }

    /// <summary>The cost of a call with so many output tokens.</summary>
    public NanoUsd CostOf(long outputTokens) =>
        PromptCost + new NanoUsd((long)Int128.Min(long.MaxValue / 4, (((Int128)OutputPerMillion.Value * outputTokens) + 999_999) / 1_000_000));

    /// <summary>The most output tokens that a call can have for an amount.</summary>
    public long TokensFor(NanoUsd amount)
    {
        if (amount < PromptCost) return 0;
        if (OutputPerMillion == NanoUsd.Zero) return MaxOutputTokens;
        return (long)Int128.Min(MaxOutputTokens, (Int128)(amount - PromptCost).Value * 1_000_000 / OutputPerMillion.Value);
    }
}
