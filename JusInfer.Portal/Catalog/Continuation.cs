namespace JusInfer.Portal.Catalog;

/// <summary>How a model is asked to continue an answer that an earlier attempt began.</summary>
internal enum Continuation
{
    /// <summary>
    /// A user message asks the model to repeat the last words and continue. The default, because every model supports it.
    /// </summary>
    Anchor,

    /// <summary>The conversation ends with the incomplete assistant message.</summary>
    Prefill,

    /// <summary>As <see cref="Prefill"/>, with <c>prefix: true</c> in that message (DeepSeek, Mistral).</summary>
    Prefix,

    /// <summary>As <see cref="Prefill"/>, with <c>continue_final_message</c> in the request (vLLM).</summary>
    ContinueFinalMessage,

    /// <summary>The model cannot continue an answer: an interrupted stream ends with an error.</summary>
    None,
}
