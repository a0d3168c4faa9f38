using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>
/// Caches the reasoning and the signed tool calls of an answer, in case the client drops them. Of an answer without signatures, as most
/// are, only the text of the reasoning is collected, unless the model wants it back. If the client keeps the signatures, records their
/// maker.
/// </summary>
/// <param name="next">The next stage.</param>
/// <param name="cache">The cache.</param>
/// <param name="origins">Records the maker of signatures that the client receives unchanged; null if it does not receive them so.</param>
/// <param name="team">The team of the call.</param>
/// <param name="maker">The maker of the answer.</param>
internal sealed class ReasoningCachingSink(
    IResponseSink next, ReasoningCache cache, SignatureOrigins? origins, TeamId team, ReasoningMaker maker) : ResponseSink(next)
{
    /// <summary>The call that the answer is for; null if the ids of its tool calls are unique.</summary>
    public IReasoningScope? Scope { get; init; }

    /// <summary>The model wants its reasoning back even without a signature.</summary>
    public bool KeepsUnsigned { get; init; }

    /// <summary>
    /// The maximum size of an answer's reasoning, larger than models send. Reasoning of a longer answer is not cached at all, because a
    /// signature is valid only for the complete text.
    /// </summary>
    private const int MaxReasoningBytes = 1024 * 1024;

    private readonly List<PendingToolCall> calls = [];
    private ImmutableArray<PlacedReasoning> parts = [];
    private ReasoningDetails? details;
    private List<byte>? reasoning;
    private int textLength;
    private bool isTooLong;
    private bool isSigned;

    public override void Text(ReadOnlySpan<byte> escaped)
    {
        EndUnsigned();
        textLength += JsonText.Utf8Length(escaped);
        Next.Text(escaped);
    }

    public override void Reasoning(ReadOnlySpan<byte> escaped)
    {
        reasoning ??= [];
        isTooLong |= reasoning.Count + escaped.Length > MaxReasoningBytes;
        if (isTooLong) (reasoning, parts) = (null, []);
        else reasoning.AddRange(escaped);
        Next.Reasoning(escaped);
    }

    public override void Signature(ReasoningSignature signature)
    {
        isSigned = true;
        if (signature.Kind == ReasoningSignatureKind.ReasoningDetails)
        {
            // Clients of other dialects have no place for them; one of the same dialect receives them as they are.
            details ??= new ReasoningDetails();
            details.Add(ReasoningDetails.Read(signature.Value));
            isTooLong |= details.Length > MaxReasoningBytes;
            return;
        }

        var isRedacted = signature.Kind == ReasoningSignatureKind.AnthropicRedacted;
        var text = isRedacted || reasoning is null ? JsonText.Empty : JsonText.OfEscaped([.. reasoning]);
        Place(new Part.Reasoning(text, signature with { Maker = maker }));
        if (!isRedacted) reasoning = null;
        origins?.AddMaker(SignatureOrigins.KeyOf(team, signature.Value.Escaped), maker);
        Next.Signature(signature);
    }

    public override void ToolCall(int number, in ToolCallHead head)
    {
        EndUnsigned();
        isSigned |= !head.Extra.IsEmpty;
        if (isSigned || KeepsUnsigned)
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

    private void EndUnsigned()
    {
        if (reasoning is null || !KeepsUnsigned) return;
        Place(new Part.Reasoning(JsonText.OfEscaped([.. reasoning]), Signature: null));
        reasoning = null;
    }

    private void Place(Part.Reasoning part)
    {
        if (!isTooLong) parts = parts.Add(new PlacedReasoning(part, textLength, calls.Count));
    }

    private void Cache()
    {
        try
        {
            if (details?.Merge() is { } merged)
            {
                var signature = new ReasoningSignature(ReasoningSignatureKind.ReasoningDetails, merged) { Maker = maker };
                Place(new Part.Reasoning(JsonText.Empty, signature));
            }

            if (parts.IsEmpty && !isSigned) return;
            cache.Add(
                team,
                [.. calls.Where(static call => call.Head.Name is { Length: > 0 }).Select(ToCacheEntry)],
                new AnswerReasoning(parts, textLength, maker));
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            // The arguments contain an unpaired surrogate: the answer is passed on unchanged and not cached.
        }
        finally
        {
            calls.Clear();
        }
    }

    private (ToolCallFingerprint, JsonElement?) ToCacheEntry(PendingToolCall call)
    {
        var arguments = JsonText.OfEscaped([.. call.Arguments]).Decode();
        JsonElement? extra = call.Head.Extra.IsEmpty ? null : JsonElement.Parse(call.Head.Extra.Span);
        return (ToolCallFingerprint.Create(team, call.Head.Id, call.Head.Name, arguments, Scope), extra);
    }

    private sealed class PendingToolCall
    {
        public ToolCallHead Head { get; set; }

        public List<byte> Arguments { get; } = [];
    }
}
