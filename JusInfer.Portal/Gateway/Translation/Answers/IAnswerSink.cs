using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>
/// Takes an answer delta by delta, independent of any dialect. The reader of an upstream dialect calls these methods, the writer of a
/// client dialect implements them, and each stage of the pipeline between them does both. Texts are spans of escaped JSON without quotes,
/// valid during the call only.
/// </summary>
/// <remarks>
/// A piece of text may end within an escaped surrogate pair, never within an escape or a UTF-8 sequence. Text after reasoning ends the
/// reasoning. A reader numbers tool calls as the upstream does, and with -1 where the upstream does not. After the normalizer they are
/// numbered from zero in order of appearance, and the head of each call comes once, with an id and a name, before its arguments. The
/// methods with a body are for what some dialects cannot express: their writers leave it out.
/// </remarks>
internal interface IAnswerSink
{
    /// <summary>More of the answer's text.</summary>
    void Text(ReadOnlySpan<byte> escaped);

    /// <summary>More of the reasoning that the model shows.</summary>
    void Reasoning(ReadOnlySpan<byte> escaped);

    /// <summary>The signature of the reasoning so far; of redacted reasoning, which has no text, the whole of it.</summary>
    void Signature(ReasoningSignature signature)
    {
    }

    /// <summary>More of the text in which the model declines.</summary>
    void Refusal(ReadOnlySpan<byte> escaped);

    /// <summary>A source of the text before it, in OpenAI's form of an annotation: a JSON object.</summary>
    void Citation(ReadOnlySpan<byte> json)
    {
    }

    /// <summary>A tool call begins, or more of its head comes.</summary>
    void ToolCall(int number, in ToolCallHead head);

    /// <summary>More of a call's arguments: of the text of a JSON object, or of a custom tool's input.</summary>
    void Arguments(int number, ReadOnlySpan<byte> escaped);

    /// <summary>Token log probabilities in OpenAI's form: the value of a choice's <c>logprobs</c>, a JSON object.</summary>
    void Logprobs(ReadOnlySpan<byte> json)
    {
    }

    /// <summary>
    /// Properties of the event that the hub has no delta for, as they are in the upstream's JSON: <c>"a":1,"b":2</c>; of a whole item or
    /// event the JSON object. Only a reader whose client speaks the same dialect tells them; the writer of that dialect writes them with the
    /// deltas that follow.
    /// </summary>
    void Extension(ExtensionKind kind, ReadOnlySpan<byte> properties)
    {
    }

    /// <summary>What follows belongs to another choice of the answer; an answer begins with choice 0.</summary>
    void Choice(int index)
    {
    }

    /// <summary>What the provider counted so far; the last report is valid.</summary>
    void Usage(TokenBuckets tokens)
    {
    }

    /// <summary>The model stopped. Usage may follow.</summary>
    void Finish(FinishReason reason, string? stopSequence = null);
}
