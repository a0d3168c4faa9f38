using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>
/// Notes sealed reasoning and sealed calls of an answer that passes, for when its client comes back without them. An answer without seals,
/// and most have none, costs nothing here but the text of its reasoning.
/// </summary>
internal sealed class ReasoningCachingSink(IAnswerSink next, ReasoningCache memory, TenantId tenant) : AnswerSink(next)
{
    /// <summary>
    /// More than any model tells of its thinking at once; of an answer that goes beyond it no thought is kept, since a seal holds for the
    /// whole text only. Bytes.
    /// </summary>
    private const int MaxReasoningBytes = 1024 * 1024;

    private readonly List<NotedToolCall> calls = [];
    private ImmutableArray<Part.Reasoning> thoughts = [];
    private List<byte>? reasoning;
    private bool isTooLong;
    private bool isSealed;

    public override void Reasoning(ReadOnlySpan<byte> escaped)
    {
        reasoning ??= [];
        isTooLong |= reasoning.Count + escaped.Length > MaxReasoningBytes;
        if (isTooLong) (reasoning, thoughts) = (null, []);
        else reasoning.AddRange(escaped);
        Next.Reasoning(escaped);
    }

    public override void Signature(ReasoningSignature signature)
    {
        var isRedacted = signature.Kind == ReasoningSignatureKind.AnthropicRedacted;
        var text = isRedacted || reasoning is null ? JsonText.Empty : JsonText.OfEscaped([.. reasoning]);
        if (!isTooLong) thoughts = thoughts.Add(new Part.Reasoning(text, signature));
        if (!isRedacted) reasoning = null;
        isSealed = true;
        Next.Signature(signature);
    }

    public override void ToolCall(int number, in ToolCallHead head)
    {
        isSealed |= !head.Extra.IsEmpty;
        if (isSealed)
        {
            while (calls.Count <= number) calls.Add(new NotedToolCall());
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
        if (calls.Count > 0) Note();
        Next.Finish(reason, stopSequence);
    }

    private void Note()
    {
        try
        {
            memory.Remember([.. calls.Where(static call => call.Head.Name is { Length: > 0 }).Select(Noted)], thoughts);
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            // Half a surrogate pair among the arguments: the answer passes as it is and is not remembered.
        }

        calls.Clear();
    }

    private (ToolCallFingerprint, JsonElement?) Noted(NotedToolCall call)
    {
        var arguments = JsonText.OfEscaped([.. call.Arguments]).Decode();
        JsonElement? extra = call.Head.Extra.IsEmpty ? null : JsonElement.Parse(call.Head.Extra.Span);
        return (ToolCallFingerprint.Of(tenant, call.Head.Id, call.Head.Name, arguments), extra);
    }

    private sealed class NotedToolCall
    {
        public ToolCallHead Head { get; set; }

        public List<byte> Arguments { get; } = [];
    }
}
