using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>
/// Takes an answer piece by piece, free of dialect: every upstream dialect's reader tells it here, every front door's writer listens here,
/// and what normalises or counts stands in between and is both. Texts are spans of escaped JSON without quotes, valid during the call only.
/// </summary>
/// <remarks>
/// A piece of text may end inside an escape's surrogate pair, never inside an escape or a UTF-8 rune. What belongs together comes together:
/// text after reasoning ends the reasoning. Tool calls are numbered by the reader as the upstream does, and -1 where it does not; beyond
/// the normaliser from zero in order of appearance, and each call's head comes once, with an id and a name, before its arguments.
/// </remarks>
internal interface IAnswerSink
{
    /// <summary>More of the answer's text.</summary>
    void Text(ReadOnlySpan<byte> escaped);

    /// <summary>More of what the model tells of its thinking.</summary>
    void Reasoning(ReadOnlySpan<byte> escaped);

    /// <summary>The seal of the reasoning told so far; of redacted reasoning, which has no text, the whole of it.</summary>
    void Signature(ReasoningSignature seal);

    /// <summary>More of the words in which the model declines.</summary>
    void Refusal(ReadOnlySpan<byte> escaped);

    /// <summary>A source that the text before it rests on, in OpenAI's form of an annotation: a JSON object.</summary>
    void Citation(ReadOnlySpan<byte> json);

    /// <summary>A tool call begins, or more of its head comes.</summary>
    void ToolCall(int number, in ToolCallHead head);

    /// <summary>More of a call's arguments: of the text of a JSON object, or of a custom tool's input.</summary>
    void Arguments(int number, ReadOnlySpan<byte> escaped);

    /// <summary>Token log probabilities in OpenAI's form: the value of a choice's <c>logprobs</c>, a JSON object.</summary>
    void Logprobs(ReadOnlySpan<byte> json);

    /// <summary>What the provider counted so far; the last one holds.</summary>
    void Usage(TokenBuckets tokens);

    /// <summary>The model stopped. Usage may still come.</summary>
    void Finish(FinishReason reason, string? stopSequence = null);
}
