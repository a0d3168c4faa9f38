namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>The methods of <see cref="IAnswerSink"/> as values. Usage is missing: it has no place in the order of an answer.</summary>
internal enum DeltaKind
{
    Text,
    Reasoning,
    Signature,
    Refusal,
    Citation,
    ToolCall,
    Arguments,
    Logprobs,
    Extension,
    Choice,
    Finish,
}
