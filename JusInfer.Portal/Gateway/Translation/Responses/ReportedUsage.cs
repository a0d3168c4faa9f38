using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>The usage that a provider reported.</summary>
/// <param name="Tokens">The tokens in disjoint buckets.</param>
/// <param name="Mismatch">The total that the buckets do not add up to; null if they add up to all of them.</param>
internal readonly record struct ReportedUsage(TokenBuckets Tokens, UsageMismatch? Mismatch)
{
    public bool IsEmpty => Tokens.IsEmpty;

    public void ReportTo(IResponseSink sink)
    {
        sink.Usage(Tokens);
        if (Mismatch is not null) sink.UsageMismatch(Mismatch);
    }
}
