using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>
/// Caches the signed reasoning and signed tool calls of an answer, in case the client drops them. For an answer without signatures, as most
/// are, only the text of the reasoning is collected. If the client keeps the signatures, records their maker.
/// </summary>
/// <param name="next">The next stage.</param>
/// <param name="cache">The cache.</param>
/// <param name="origins">Records the maker of signatures that the client receives unchanged; null if it does not receive them so.</param>
/// <param name="team">The team of the call.</param>
/// <param name="maker">The maker of the answer.</param>
internal sealed class ReasoningCachingSink(
    IResponseSink next, ReasoningCache cache, SignatureOrigins? origins, TeamId team, ReasoningMaker maker) : ResponseSink(next)
{
    /// <summary>
    /// The maximum size of an answer's reasoning, larger than models send. Reasoning of a longer answer is not cached at all, because a
    /// signature is valid only for the complete text.
    /// </summary>
    private const int MaxReasoningBytes = 1024 * 1024;

    private readonly List<PendingToolCall> calls = [];
    private ImmutableArray<Part.Reasoning> signedReasoning = [];
    private List<byte>? reasoning;
    private bool isTooLong;
    private bool isSigned;

    public override void Reasoning(ReadOnlySpan<byte> escaped)
    {
        reasoning ??= [];
        isTooLong |= reasoning.Count + escaped.Length > MaxReasoningBytes;
        if (isTooLong) (reasoning, signedReasoning) = (null, []);
        else reasoning.AddRange(escaped);
        Next.Reasoning(escaped);
    }

    public override void Signature(ReasoningSignature signature)
    {
        var isRedacted = signature.Kind == ReasoningSignatureKind.AnthropicRedacted;
        var text = isRedacted || reasoning is null ? JsonText.Empty : JsonText.OfEscaped([.. reasoning]);
        if (!isTooLong) signedReasoning = signedReasoning.Add(new Part.Reasoning(text, signature with { Maker = maker }));
        if (!isRedacted) reasoning = null;
        isSigned = true;
        origins?.AddMaker(SignatureOrigins.KeyOf(team, signature.Value.Escaped), maker);
        Next.Signature(signature);
    }

    public override void ToolCall(int number, in ToolCallHead head)
    {
        isSigned |= !head.Extra.IsEmpty;
        if (isSigned)
        {
            while (calls.Count <= number) calls.Add(new PendingToolCall());
            calls[number].Head = head;
        }

        Next.ToolCall(number, head);
    }

    public override void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        if (number < calls.Count) calls[number].Arguments.AddRange(escaped);
        Next.Arguments(number, escaped);
    }

    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        if (calls.Count > 0) Cache();
        Next.Finish(reason, stopSequence);
    }

    private void Cache()
    {
        try
        {
            cache.Add([.. calls.Where(static call => call.Head.Name is { Length: > 0 }).Select(ToCacheEntry)], signedReasoning, maker);
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            // The arguments contain an unpaired surrogate: the answer is passed on unchanged and not cached.
        }

        calls.Clear();
    }

    private (ToolCallFingerprint, JsonElement?) ToCacheEntry(PendingToolCall call)
    {
        var arguments = JsonText.OfEscaped([.. call.Arguments]).Decode();
        JsonElement? extra = call.Head.Extra.IsEmpty ? null : JsonElement.Parse(call.Head.Extra.Span);
        return (ToolCallFingerprint.Create(team, call.Head.Id, call.Head.Name, arguments), extra);
    }

    private sealed class PendingToolCall
    {
        public ToolCallHead Head { get; set; }

        public List<byte> Arguments { get; } = [];
    }
}
