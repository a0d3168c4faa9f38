using System.Collections.Frozen;
using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// Counts the tokens of an answer. The provider's usage report is billed. Without one, the tokens are estimated from the content, so that
/// calls of clients that disconnect and of providers that report nothing are billed too.
/// </summary>
internal sealed class Meter
{
    /// <summary>Longer than any model's name. A longer one is ignored.</summary>
    private const int MaxModelBytes = 200;

    private Dictionary<string, long>? toolCalls;
    private CalledTools? calledTools;

    /// <summary>The usage of an earlier answer to the same request that is billed too: the invalid one that this one corrects.</summary>
    public BilledUsage BilledBefore { get; init; }

    /// <summary>The service tier that served <see cref="BilledBefore"/>.</summary>
    public BilledTier TierBefore { get; init; }

    /// <summary>The provider's name of the model that answers; null if it reported none.</summary>
    public string? ReportedModel { get; private set; }

    /// <summary>The number of calls of each hosted tool that the provider reported.</summary>
    public IReadOnlyDictionary<string, long> HostedToolCalls => toolCalls ?? (IReadOnlyDictionary<string, long>)FrozenDictionary<string, long>.Empty;

    /// <summary>The client's tools that the answer calls, in the order of their first call.</summary>
    public ImmutableArray<CalledTool> CalledTools => calledTools?.ToImmutableArray() ?? [];

    /// <summary>The provider's usage report.</summary>
    public ReportedUsage? Reported { get; private set; }

    /// <summary>The content received, in bytes. Text counts as UTF-8, whatever the provider's JSON escapes.</summary>
    public long ContentBytes { get; private set; }

    /// <summary>The part of the content that is not text, in bytes: it says nothing about the number of tokens.</summary>
    private long extensionBytes;

    /// <summary>The text has media as base64, whose size says nothing about the number of tokens either.</summary>
    private bool hasEmbeddedMedia;

    /// <summary>Any content was received, which need not be text.</summary>
    private bool hasContent;

    /// <summary>The prompt counts even if nothing was received.</summary>
    private bool hasPrompt;

    /// <summary>The current upstream has sent any content, which need not be text.</summary>
    public bool HasOutput { get; private set; }

    /// <summary>The content before the first tool call, in bytes; null if there is no tool call.</summary>
    private long? bytesBeforeToolCalls;

    /// <summary>The delivered content of all interrupted upstreams; null while the first one answers.</summary>
    private DeliveredPart? interrupted;

    /// <summary>The content of a continuation that was withheld from the client, in bytes.</summary>
    private long withheldBytes;

    private long reasoningBytes;

    /// <summary>The continuation has reasoning that was dropped, even if none of its text was received.</summary>
    private bool hasDroppedReasoning;

    /// <summary>The text that the gateway added to the current upstream's prompt, in bytes.</summary>
    private long addedBytes;

    /// <summary>The clock's timestamp of the first content; 0 before that.</summary>
    public long FirstContentAt { get; private set; }

    /// <summary>The provider marked the end of its answer.</summary>
    public bool Finished { get; private set; }

    /// <summary>Why the model ended its answer, for the client; null if it did not.</summary>
    public FinishReason? FinishReason { get; private set; }

    /// <summary>The provider did so while the client was connected.</summary>
    public bool FinishedBeforeDisconnect { get; private set; }

    /// <summary>No further data can change the bill.</summary>
    public bool IsComplete => Finished && Reported is not null;

    /// <summary>The client had disconnected when the provider's report was received.</summary>
    public bool ReportedAfterDisconnect { get; private set; }

    /// <summary>Some content of the current upstream has reached the client.</summary>
    public bool HasDelivered => DeliveredBytes > 0;

    /// <summary>The content of all upstreams that is billed, in estimated tokens.</summary>
    public long OutputTokens => TokensOf((interrupted?.Bytes ?? 0) + ContentBytes);

    /// <summary>The content of all upstreams that reached the client, in estimated tokens. Buffered tool calls have not.</summary>
    public long DeliveredTokens => TokensOf(
        (interrupted?.Bytes ?? 0) + Math.Max(0, (bytesBeforeToolCalls ?? ContentBytes) - withheldBytes - reasoningBytes));

    /// <summary>The content since the first tool call, which is buffered, in bytes.</summary>
    public long BufferedBytes => bytesBeforeToolCalls is { } before ? ContentBytes - before : 0;

    /// <summary>
    /// The content of the current upstream that reached the client, in bytes. Not negative, even if reasoning followed dropped tool calls.
    /// </summary>
    private long DeliveredBytes => Math.Max(0, ContentBytes - withheldBytes - reasoningBytes);

    /// <summary>A meter for another answer to a client that has already received content.</summary>
    public Meter Next() => new() { FirstContentAt = FirstContentAt };

    public void CountContent(int bytes, long now)
    {
        if (FirstContentAt == 0) FirstContentAt = now;
        ContentBytes += bytes;
        (hasContent, HasOutput) = (true, true);
    }

    /// <summary>The text that is counted next contains media as base64, such as an image as a data URI.</summary>
    public void FindEmbeddedMedia() => hasEmbeddedMedia = true;

    /// <summary>Counts content that is not text, such as images and reasoning in a provider's own form.</summary>
    public void CountExtension(int bytes, long now)
    {
        CountContent(bytes, now);
        extensionBytes += bytes;
    }

    /// <summary>Records why the model ended the answer, or the last choice of it.</summary>
    public void EndWith(FinishReason reason) =>
        FinishReason = reason == Translation.Responses.FinishReason.ToolCalls && calledTools is null
            ? Translation.Responses.FinishReason.Stop : reason;

    public void Finish(bool isDisconnected)
    {
        if (Finished) return;
        Finished = true;
        FinishedBeforeDisconnect = !isDisconnected;
    }

    public void Report(in ReportedUsage usage, bool isDisconnected) => (Reported, ReportedAfterDisconnect) = (usage, isDisconnected);

    /// <summary>Records the provider's name of the model. The first one applies, because a continuation has the prices of the answer.</summary>
    public void ReportModel(ReadOnlySpan<byte> escaped)
    {
        if (ReportedModel is null && escaped.Length is > 0 and <= MaxModelBytes && JsonText.OfEscaped(escaped).TryDecode(out var model))
            ReportedModel = model;
    }

    /// <summary>Records the number of calls of a hosted tool so far.</summary>
    public void ReportToolCalls(string tool, long calls)
    {
        if (calls > 0) (toolCalls ??= [])[tool] = calls;
    }

    /// <summary>Records a call of one of the client's tools.</summary>
    public void CountToolCall(string name) => (calledTools ??= new CalledTools()).Add(name);

    /// <summary>The first tool call was received and is buffered.</summary>
    /// <param name="counted">The content before it, in bytes.</param>
    public void BeginToolCalls(long counted) => bytesBeforeToolCalls = counted;

    /// <summary>Drops the buffered tool calls. If no other content reached the client, nothing is billed.</summary>
    public void DropToolCalls()
    {
        if (bytesBeforeToolCalls is not { } bytes) return;
        (ContentBytes, bytesBeforeToolCalls, calledTools) = (bytes, null, null);
        if (bytes == 0) hasContent = false;
        if (!hasContent && interrupted is null) Reported = null;
    }

    /// <summary>Counts the prompt even if nothing is received: the client has left, and the provider had the request.</summary>
    public void CountPrompt() => hasPrompt = true;

    /// <summary>Excludes content of a continuation that repeats the delivered text.</summary>
    /// <param name="bytes">The size of the content; negative if withheld content is delivered after all.</param>
    public void Withhold(long bytes) => withheldBytes += bytes;

    /// <summary>Excludes the reasoning of a continuation, which the client does not receive.</summary>
    /// <param name="bytes">The size of the reasoning; 0 if only its signature was received.</param>
    public void DropReasoning(long bytes)
    {
        reasoningBytes += bytes;
        hasDroppedReasoning = true;
    }

    /// <summary>Sets the size of the text that the gateway added to the prompt of a continuation. It is not billed.</summary>
    public void AddToPrompt(long bytes) => addedBytes = bytes;

    /// <summary>Starts a new count, because the upstream interrupted its answer and another one continues it.</summary>
    /// <returns>The estimated number of output tokens that were delivered.</returns>
    public int Interrupt()
    {
        DropToolCalls();
        var bytes = (interrupted?.Bytes ?? 0) + DeliveredBytes;
        if (bytes > 0) interrupted = new DeliveredPart(bytes, FirstPrompt());
        (Reported, ContentBytes, extensionBytes, withheldBytes, reasoningBytes, addedBytes) = (null, 0, 0, 0, 0, 0);
        (HasOutput, Finished, FinishedBeforeDisconnect, hasDroppedReasoning, FinishReason) = (false, false, false, false, null);
        return (int)TokensOf(bytes);
    }

    /// <summary>
    /// The tokens to bill and the source of the counts. Without a report and without content, only a prompt that counts is billed.
    /// </summary>
    /// <param name="estimatedInput">Our own count of the prompt.</param>
    /// <param name="unnamed">What a provider's total has beyond its counts.</param>
    /// <param name="most">The largest counts of a report that are believed; null to believe all.</param>
    public BilledUsage Total(long estimatedInput, UnnamedTokens unnamed = UnnamedTokens.Unknown, MaxUsage? most = null)
    {
        var usage = TotalOfAnswer(estimatedInput, unnamed, most ?? MaxUsage.Any);
        var (before, source, mismatch) = BilledBefore;
        return before.IsEmpty ? usage
            : new(before + usage.Tokens, usage.Source == UsageSource.None ? source : usage.Source, mismatch ?? usage.Mismatch);
    }

    /// <summary>The text of the current upstream that a report can be checked with, in bytes.</summary>
    private long EvidentBytes => hasEmbeddedMedia ? 0 : Math.Max(0, ContentBytes - extensionBytes);

    /// <summary>Our own count of that text.</summary>
    private long EvidentTokens => TokensOf(EvidentBytes);

    private BilledUsage TotalOfAnswer(long estimatedInput, UnnamedTokens unnamed, in MaxUsage most)
    {
        if (interrupted is { } before) return TotalOfParts(before, estimatedInput, unnamed, most);
        var counted = TokensOf(ContentBytes);
        if (Reported is { } reported)
        {
            var source = ReportedAfterDisconnect ? UsageSource.Drained : UsageSource.Provider;
            var usage = BilledUsage.Of(reported, source, estimatedInput, counted, unnamed).Within(most, estimatedInput, EvidentBytes);

            // A report before the end, such as at the start of Anthropic's streams, counts the prompt and only a part of the answer.
            if (!Finished && EvidentTokens > usage.Tokens.Output) return usage.WithPrompt(estimatedInput).WithOutput(EvidentTokens);
            return usage.Verified(estimatedInput, EvidentTokens);
        }

        if (!hasContent && !hasPrompt) return new(default, UsageSource.None);
        return new(new TokenBuckets { InputUncached = estimatedInput, OutputText = counted }, UsageSource.Counted);
    }

    /// <summary>
    /// The tokens of an answer from several upstreams: the prompt once, without the text that the gateway added, and the output that the
    /// client received.
    /// </summary>
    private BilledUsage TotalOfParts(DeliveredPart before, long estimatedInput, UnnamedTokens unnamed, in MaxUsage most)
    {
        var (prompt, mismatchOfPrompt) = PromptOf(FirstPrompt(), estimatedInput, unnamed, most);
        var (output, mismatch) = OutputOfCurrent(most);
        return new(
            prompt with { OutputText = TokensOf(before.Bytes) + output, OutputReasoning = 0, AudioOutput = 0 },
            UsageSource.Counted, mismatch ?? mismatchOfPrompt);
    }

    /// <summary>
    /// The output tokens of the current upstream that the client received. If the reported sum includes dropped reasoning, it is only an
    /// upper bound, because providers bill much more reasoning than they send.
    /// </summary>
    private (long Tokens, UsageMismatch? Mismatch) OutputOfCurrent(in MaxUsage most)
    {
        var counted = TokensOf(DeliveredBytes);
        if (!Finished || Reported is not { Tokens: var reported } || ContentBytes <= reasoningBytes) return (counted, null);
        if (BilledUsage.IsTooSmall(reported.Output, EvidentBytes)) return (counted, null);
        if (!most.HasRoomFor(reported, EvidentBytes)) return (counted, new UsageMismatch(UsageMismatch.Output, counted, reported.Output));
        if (hasDroppedReasoning && reported.OutputReasoning == 0) return (Math.Min(counted, reported.OutputText), null);
        return (reported.OutputText * DeliveredBytes / (ContentBytes - reasoningBytes), null);
    }

    /// <summary>The first usage report of the prompt that has one; later ones include more added text.</summary>
    private PromptReport? FirstPrompt() => interrupted?.Prompt
        ?? (Reported is { Tokens.Input: > 0 } reported ? new PromptReport(reported, EvidentTokens, TokensOf(addedBytes)) : null);

    /// <summary>
    /// The tokens of the client's prompt: the reported count without the estimated tokens of the added text, or the estimate of the whole
    /// prompt if that is smaller than the estimate of the added text, or if the reported count is impossible, which is a mismatch.
    /// </summary>
    private static (TokenBuckets Tokens, UsageMismatch? Implausible) PromptOf(
        PromptReport? report, long estimatedInput, UnnamedTokens unnamed, in MaxUsage most)
    {
        var estimate = new TokenBuckets { InputUncached = estimatedInput };
        if (report is not { Report: var reported, Output: var output, Added: var added }) return (estimate, null);
        var usage = BilledUsage.Of(reported, UsageSource.Provider, estimatedInput, output, unnamed).WithPromptWithin(most, estimatedInput);
        if (usage.Source == UsageSource.Counted) return (estimate, usage.Mismatch);
        var counted = usage.Tokens;
        if (added == 0) return (counted, null);
        if (added >= estimatedInput || counted.InputUncached + counted.CacheRead <= added) return (estimate, null);
        var fromCache = Math.Max(0, added - counted.InputUncached);
        var own = counted with { InputUncached = counted.InputUncached - (added - fromCache), CacheRead = counted.CacheRead - fromCache };
        return (own, null);
    }

    private static long TokensOf(long bytes) => TokenEstimate.OfAnswer(bytes);

    /// <param name="Bytes">The content that reached the client.</param>
    /// <param name="Prompt">The first report of the prompt; null if there is none.</param>
    private sealed record DeliveredPart(long Bytes, PromptReport? Prompt);

    /// <param name="Report">The provider's report.</param>
    /// <param name="Output">Our own count of the output that it counts.</param>
    /// <param name="Added">The estimated tokens of the text that the gateway had added.</param>
    private readonly record struct PromptReport(ReportedUsage Report, long Output, long Added);
}
