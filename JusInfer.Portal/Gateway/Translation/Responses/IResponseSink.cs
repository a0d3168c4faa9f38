using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>
/// Receives an answer delta by delta, independent of any dialect. The reader of an upstream dialect calls these methods, the writer of a
/// client dialect implements them, and each stage of the pipeline between them does both. Texts are spans of escaped JSON without quotes,
/// valid during the call only.
/// </summary>
/// <remarks>
/// A piece of text may end within an escaped surrogate pair, never within an escape or a UTF-8 sequence. Text after reasoning ends the
/// reasoning. A reader numbers tool calls as the upstream does, and with -1 if the upstream does not. The normalizer numbers them from zero
/// in order of appearance, and passes on the head of each call once, with an id and a name, before its arguments. The methods with a body
/// are for deltas that some dialects cannot express and whose writers omit them.
/// </remarks>
internal interface IResponseSink
{
    /// <summary>A piece of the answer's text.</summary>
    void Text(ReadOnlySpan<byte> escaped);

    /// <summary>A piece of the visible reasoning.</summary>
    void Reasoning(ReadOnlySpan<byte> escaped);

    /// <summary>The signature of the reasoning so far. For redacted reasoning, which has no text, the signature is all of it.</summary>
    void Signature(ReasoningSignature signature)
    {
    }

    /// <summary>A piece of the text with which the model refuses to answer.</summary>
    void Refusal(ReadOnlySpan<byte> escaped);

    /// <summary>A source of the preceding text: a JSON object, in OpenAI's format of annotations.</summary>
    void Citation(ReadOnlySpan<byte> json)
    {
    }

    /// <summary>The beginning of a tool call, or a further piece of its head.</summary>
    void ToolCall(int number, in ToolCallHead head);

    /// <summary>A piece of a call's arguments: of the text of a JSON object, or of the input of a custom tool.</summary>
    void Arguments(int number, ReadOnlySpan<byte> escaped);

    /// <summary>Token log probabilities: a JSON object, in OpenAI's format of a choice's <c>logprobs</c>.</summary>
    void Logprobs(ReadOnlySpan<byte> json)
    {
    }

    /// <summary>
    /// Properties of the event for which the hub has no delta, in the upstream's JSON: <c>"a":1,"b":2</c>. For a complete item or event, its
    /// JSON object. Only a reader whose client uses the same dialect reports them. The writer of that dialect writes them with the following
    /// deltas.
    /// </summary>
    void Extension(ExtensionKind kind, ReadOnlySpan<byte> properties)
    {
    }

    /// <summary>The following deltas belong to another choice of the answer. An answer begins with choice 0.</summary>
    void Choice(int index)
    {
    }

    /// <summary>The usage that the provider reported so far. Each report replaces the previous one.</summary>
    void Usage(in ReportedUsage usage)
    {
    }

    /// <summary>The provider's name of the model that answers.</summary>
    void Model(ReadOnlySpan<byte> escaped)
    {
    }

    /// <summary>The tier that serves the answer, as the provider reported it.</summary>
    void Tier(string tier)
    {
    }

    /// <summary>The number of calls of a hosted tool so far. Each report replaces the previous one for the tool.</summary>
    /// <param name="tool">The tool's type without a date.</param>
    /// <param name="calls">The number of calls.</param>
    void HostedToolCalls(string tool, long calls)
    {
    }

    /// <summary>The model ended its answer. Usage may follow.</summary>
    void Finish(FinishReason reason, string? stopSequence = null);
}
