using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>The usage that a provider reported.</summary>
/// <param name="Tokens">The tokens in disjoint buckets.</param>
/// <param name="Unnamed">The tokens that the provider's total has beyond them.</param>
/// <param name="Mismatch">The total that the buckets exceed; null if they exceed none.</param>
internal readonly record struct ReportedUsage(TokenBuckets Tokens, long Unnamed = 0, UsageMismatch? Mismatch = null)
{
    /// <summary>
    /// The part of the prompt's tokens that a compaction read before the answer: a prompt of its own, which decides on its own price tier.
    /// </summary>
    public long CompactedInput { get; init; }

    public bool IsEmpty => Tokens.IsEmpty && Unnamed == 0;

    /// <summary>The report of an answer that has no output, such as vectors.</summary>
    public ReportedUsage OfPrompt() => new(Tokens with { InputUncached = Tokens.InputUncached + Unnamed }, Mismatch: Mismatch);

    public static implicit operator ReportedUsage(TokenBuckets tokens) => new(tokens);
}
