namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>The methods of <see cref="IResponseSink"/> as values, except usage, which is not part of the order of an answer.</summary>
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
