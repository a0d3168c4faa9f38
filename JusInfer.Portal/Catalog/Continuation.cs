namespace JusInfer.Portal.Catalog;

/// <summary>How a model is asked to go on with an answer that another attempt began.</summary>
internal enum Continuation
{
    /// <summary>A user turn asks it to repeat the last words and go on. Works everywhere, hence the default.</summary>
    Anchor,

    /// <summary>The conversation ends with the unfinished assistant turn.</summary>
    Prefill,

    /// <summary>As <see cref="Prefill"/>, and that turn is marked <c>prefix: true</c> (DeepSeek, Mistral).</summary>
    Prefix,

    /// <summary>As <see cref="Prefill"/>, and the request says <c>continue_final_message</c> (vLLM).</summary>
    ContinueFinalMessage,

    /// <summary>It must not be asked: an answer that dies stays dead.</summary>
    None,
}
