using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// Counts an answer while it passes. The provider's own count is the bill; ours stands in where none came, so that a client that hangs up
/// or a provider that says nothing is accounted for all the same.
/// </summary>
internal sealed class Meter
{
    /// <summary>What the provider reported, the last report where there were several.</summary>
    public TokenBuckets? Reported { get; private set; }

    /// <summary>Bytes of content that came. Of texts these are those of the letters, however the provider escapes them.</summary>
    public long ContentBytes { get; private set; }

    /// <summary>Something came for the caller, be it no text, as vectors are not.</summary>
    private bool delivered;

    /// <summary>The present upstream has said something, be it no text.</summary>
    public bool HasSaid { get; private set; }

    /// <summary>Bytes of content before the first tool call; absent before that.</summary>
    private long? beforeCalls;

    /// <summary>What upstreams that died had brought; absent while the first one answers.</summary>
    private DeliveredPart? earlier;

    /// <summary>What of a continuation has not reached the client.</summary>
    private long withheldBytes;

    private long reasoningBytes;

    /// <summary>It has reasoning, and be it without a letter that could be counted.</summary>
    private bool hasDroppedReasoning;

    /// <summary>Bytes that the gateway itself has put into the present upstream's prompt.</summary>
    private long addedBytes;

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

    /// <summary>Some of what the present upstream brought has reached the client.</summary>
    public bool HasDelivered => Passed > 0;

    /// <summary>Content since the first tool call: what is held of the answer before it is written. Bytes.</summary>
    public long HeldBytes => beforeCalls is { } before ? ContentBytes - before : 0;

    /// <summary>
    /// What of the present upstream's content reached the client. Of calls that were dropped, reasoning may have come behind them.
    /// </summary>
    private long Passed => Math.Max(0, ContentBytes - withheldBytes - reasoningBytes);

    public void Content(int bytes, long now)
    {
        if (FirstContentAt == 0) FirstContentAt = now;
        ContentBytes += bytes;
        (delivered, HasSaid) = (true, true);
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

    /// <summary>The first tool call came; it is held.</summary>
    /// <param name="counted">Bytes of content before it.</param>
    public void BeginToolCalls(long counted) => beforeCalls = counted;

    /// <summary>The tool calls that came do not reach the client. Where nothing else does, there is nothing to bill.</summary>
    public void DropToolCalls()
    {
        if (beforeCalls is null) return;
        UncountToolCalls();
        if (!delivered && earlier is null) Reported = null;
    }

    /// <summary>The client left before it was given the tool calls that were held for it. What the provider reported stands.</summary>
    public void LeaveToolCalls()
    {
        if (!FinishedForClient) UncountToolCalls();
    }

    /// <summary>Of a continuation: what the client has already, and is not given again.</summary>
    /// <param name="bytes">Content that came; negative where some of it is given to the client after all.</param>
    public void Withhold(long bytes) => withheldBytes += bytes;

    /// <summary>Of a continuation: its reasoning, which the client is not given.</summary>
    /// <param name="bytes">Content that came; none of reasoning that is not told, of which there is only the seal.</param>
    public void DropReasoning(long bytes)
    {
        reasoningBytes += bytes;
        hasDroppedReasoning = true;
    }

    /// <summary>Of a continuation: what the gateway has put into the prompt, for its own purpose and at its own expense.</summary>
    public void AddToPrompt(long bytes) => addedBytes = bytes;

    /// <summary>Starts a new count, because the upstream interrupted its answer and another one continues it.</summary>
    /// <returns>The estimated number of output tokens that were delivered.</returns>
    public int Interrupt()
    {
        DropToolCalls();
        var bytes = (earlier?.Bytes ?? 0) + Passed;
        if (bytes > 0) earlier = new DeliveredPart(bytes, FirstPrompt());
        (Reported, ContentBytes, withheldBytes, reasoningBytes, addedBytes) = (null, 0, 0, 0, 0);
        (HasSaid, Finished, FinishedForClient, hasDroppedReasoning) = (false, false, false, false);
        return (int)TokensOf(bytes);
    }

    /// <summary>The tokens to bill, and where the numbers are from. Nothing reported and nothing delivered is nothing.</summary>
    public (TokenBuckets Tokens, UsageSource Source) Total(long estimatedInput)
    {
        if (earlier is { } before) return (Merged(before, estimatedInput), UsageSource.Counted);
        var counted = TokensOf(ContentBytes);
        if (Reported is { } reported)
        {
            // A report from before the end, as Anthropic opens its streams with one, knows the prompt and not yet the answer.
            if (!Finished && counted > reported.Output)
                return (reported with { OutputText = counted - reported.OutputReasoning }, UsageSource.Counted);
            return (reported, ReportedAfterClientLeft ? UsageSource.Drained : UsageSource.Provider);
        }

        if (!delivered) return (default, UsageSource.None);
        return (new TokenBuckets { InputUncached = estimatedInput, OutputText = counted }, UsageSource.Counted);
    }

    /// <summary>
    /// One count for an answer of several upstreams: the prompt once, without what the gateway added to it, and of the output what the
    /// client was given.
    /// </summary>
    private TokenBuckets Merged(DeliveredPart before, long estimatedInput) =>
        PromptOf(FirstPrompt(), estimatedInput) with { OutputText = TokensOf(before.Bytes) + OutputOfLast(), OutputReasoning = 0 };

    /// <summary>
    /// What the client was given by the last upstream. Where that one reports a sum with reasoning in it which the client was not given,
    /// the sum says no more than what it cannot exceed: of reasoning, much less is told than billed.
    /// </summary>
    private long OutputOfLast()
    {
        var counted = TokensOf(Passed);
        if (!Finished || Reported is not { } reported || ContentBytes <= reasoningBytes) return counted;
        if (hasDroppedReasoning && reported.OutputReasoning == 0) return Math.Min(counted, reported.OutputText);
        return reported.OutputText * Passed / (ContentBytes - reasoningBytes);
    }

    /// <summary>The first count of the prompt that an upstream reported: the later one, the more was added to it.</summary>
    private PromptReport? FirstPrompt() =>
        earlier?.Prompt ?? (Reported is { } reported ? new PromptReport(reported, TokensOf(addedBytes)) : null);

    /// <summary>
    /// The caller's prompt: an upstream's count without what was added for that one, or the estimate, whichever has less in it that is
    /// only estimated.
    /// </summary>
    private static TokenBuckets PromptOf(PromptReport? report, long estimatedInput)
    {
        if (report is not { Counted: var counted, Added: var added }) return new TokenBuckets { InputUncached = estimatedInput };
        if (added == 0) return counted;
        if (added >= estimatedInput || counted.InputUncached + counted.CacheRead <= added)
            return new TokenBuckets { InputUncached = estimatedInput };
        var fromCache = Math.Max(0, added - counted.InputUncached);
        return counted with { InputUncached = counted.InputUncached - (added - fromCache), CacheRead = counted.CacheRead - fromCache };
    }

    private void UncountToolCalls()
    {
        if (beforeCalls is not { } bytes) return;
        (ContentBytes, beforeCalls) = (bytes, null);
        if (bytes == 0) delivered = false;
    }

    private static long TokensOf(long bytes) => (bytes + TokenEstimate.BytesPerToken - 1) / TokenEstimate.BytesPerToken;

    /// <param name="Bytes">Content that reached the client.</param>
    /// <param name="Prompt">The prompt as an upstream reported it; absent where all died before.</param>
    private readonly record struct DeliveredPart(long Bytes, PromptReport? Prompt);

    /// <param name="Counted">As reported.</param>
    /// <param name="Added">How much of it the gateway itself had added, about. Tokens.</param>
    private readonly record struct PromptReport(TokenBuckets Counted, long Added);
}
