namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>Why a model stopped.</summary>
internal enum FinishReason
{
    Stop,

    /// <summary>It wrote one of the caller's stop sequences.</summary>
    StopSequence,

    /// <summary>The bound on output tokens, or the context, was reached.</summary>
    Length,
    ToolCalls,

    /// <summary>The provider's filter cut it off.</summary>
    ContentFilter,

    /// <summary>The model declined.</summary>
    Refusal,
}
