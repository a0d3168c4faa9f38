using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// Counts an answer while it passes. The provider's own count is the bill; ours stands in where none came, so that a client that hangs up or a
/// provider that says nothing is accounted for all the same.
/// </summary>
internal sealed class AnswerMeter
{
    /// <summary>What the provider reported, the last report where there were several.</summary>
    public TokenBuckets? Reported { get; private set; }

    /// <summary>Bytes of content that came, as escaped in JSON.</summary>
    public long ContentBytes { get; private set; }

    /// <summary>Something came for the caller, be it no text, as vectors are not.</summary>
    private bool delivered;

    /// <summary>The clock's timestamp of the first content; 0 before it.</summary>
    public long FirstContentAt { get; private set; }

    /// <summary>The provider marked the end of its answer.</summary>
    public bool Finished { get; private set; }

    /// <summary>It did so while the client was still there.</summary>
    public bool FinishedForClient { get; private set; }

    /// <summary>Nothing more is to come that bears on the bill.</summary>
    public bool IsComplete => Finished && Reported is not null;

    /// <summary>The client had gone when the provider's report came.</summary>
    public bool ReportedAfterClientLeft { get; private set; }

    public void Content(int bytes, long now)
    {
        if (FirstContentAt == 0) FirstContentAt = now;
        ContentBytes += bytes;
        delivered = true;
    }

    public void Finish(bool clientLeft)
    {
        if (Finished) return;
        Finished = true;
        FinishedForClient = !clientLeft;
    }

    public void Report(TokenBuckets usage, bool clientLeft)
    {
        Reported = usage;
        ReportedAfterClientLeft = clientLeft;
    }

    /// <summary>The tokens to bill, and where the numbers are from. Nothing reported and nothing delivered is nothing.</summary>
    public (TokenBuckets Tokens, UsageSource Source) Total(long estimatedInput)
    {
        var counted = (ContentBytes + TokenEstimate.BytesPerToken - 1) / TokenEstimate.BytesPerToken;
        if (Reported is { } reported)
        {
            // A report from before the end, as Anthropic opens its streams with one, knows the prompt and not yet the answer.
            if (!Finished && counted > reported.Output) return (reported with { OutputText = counted - reported.OutputReasoning }, UsageSource.Counted);
            return (reported, ReportedAfterClientLeft ? UsageSource.Drained : UsageSource.Provider);
        }

        if (!delivered) return (default, UsageSource.None);
        return (new TokenBuckets { InputUncached = estimatedInput, OutputText = counted }, UsageSource.Counted);
    }
}
