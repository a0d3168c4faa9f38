using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// Counts an answer while it passes. The provider's own count is the bill; ours stands in where none came, so that a client that hangs up
/// or a provider that says nothing is accounted for all the same.
/// </summary>
internal sealed class AnswerMeter
{
    /// <summary>What the provider reported, the last report where there were several.</summary>
    public TokenBuckets? Reported { get; private set; }

    /// <summary>Bytes of content that came, as escaped in JSON.</summary>
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
    public bool HasDelivered => ContentBytes > withheldBytes + reasoningBytes;

    /// <summary>Content since the first tool call: what is held of the answer before it is written. Bytes.</summary>
    public long HeldBytes => beforeCalls is { } before ? ContentBytes - before : 0;

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
        if (beforeCalls is not { } bytes) return;
        (ContentBytes, beforeCalls) = (bytes, null);
        if (bytes == 0) (delivered, Reported) = (false, null);
    }

    /// <summary>Of a continuation: what the client has already, and is not given again.</summary>
    /// <param name="bytes">Content that came; negative where some of it is given to the client after all.</param>
    public void Withhold(long bytes) => withheldBytes += bytes;

    /// <summary>Of a continuation: its reasoning, which the client is not given.</summary>
    public void DropReasoning(long bytes) => reasoningBytes += bytes;

    /// <summary>Of a continuation: what the gateway has put into the prompt, for its own purpose and at its own expense.</summary>
    public void AddToPrompt(long bytes) => addedBytes = bytes;

    /// <summary>The upstream died and another one goes on with its answer.</summary>
    /// <returns>Tokens of output that have been delivered, about.</returns>
    public int BreakOff()
    {
        DropToolCalls();
        var bytes = (earlier?.Bytes ?? 0) + ContentBytes - withheldBytes - reasoningBytes;
        if (bytes > 0) earlier = new DeliveredPart(bytes, earlier?.Input ?? Reported);
        (Reported, ContentBytes, withheldBytes, reasoningBytes, addedBytes) = (null, 0, 0, 0, 0);
        (HasSaid, Finished, FinishedForClient) = (false, false, false);
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
    private TokenBuckets Merged(DeliveredPart before, long estimatedInput)
    {
        var passed = ContentBytes - withheldBytes - reasoningBytes;
        var output = TokensOf(passed);
        if (Finished && Reported is { } reported && ContentBytes > reasoningBytes)
            output = reported.OutputText * passed / (ContentBytes - reasoningBytes);
        var input = before.Input ?? PromptOf(Reported, estimatedInput);
        return input with { OutputText = TokensOf(before.Bytes) + output, OutputReasoning = 0 };
    }

    /// <summary>
    /// The caller's prompt where the upstream that counted it died before it told: the next one's count without what was added, or the
    /// estimate, whichever has less in it that is only estimated.
    /// </summary>
    private TokenBuckets PromptOf(TokenBuckets? reported, long estimatedInput)
    {
        var added = TokensOf(addedBytes);
        if (reported is not { } counted || added >= estimatedInput || counted.InputUncached + counted.CacheRead <= added)
            return new TokenBuckets { InputUncached = estimatedInput };
        var fromCache = Math.Max(0, added - counted.InputUncached);
        return counted with { InputUncached = counted.InputUncached - (added - fromCache), CacheRead = counted.CacheRead - fromCache };
    }

    private static long TokensOf(long bytes) => (bytes + TokenEstimate.BytesPerToken - 1) / TokenEstimate.BytesPerToken;

    /// <param name="Bytes">Content that reached the client.</param>
    /// <param name="Input">The prompt as the first upstream reported it; absent where it died before.</param>
    private readonly record struct DeliveredPart(long Bytes, TokenBuckets? Input);
}
