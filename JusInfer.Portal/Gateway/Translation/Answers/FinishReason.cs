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

    /// <summary>The provider marked the end and gave no reason. The normalizer derives one.</summary>
    Unstated,
}

internal static class FinishReasons
{
    /// <summary>A model that called tools stopped for that, whatever its provider says, unless it was cut off.</summary>
    /// <param name="reported">The reason that the provider gave.</param>
    /// <param name="called">Whether tools were called.</param>
    public static FinishReason Given(this FinishReason reported, bool called) => reported switch
    {
        _ when reported.IsCutOff() => reported,
        _ when called => FinishReason.ToolCalls,
        FinishReason.ToolCalls or FinishReason.Unstated => FinishReason.Stop,
        _ => reported,
    };

    /// <summary>The answer ends before the model did.</summary>
    public static bool IsCutOff(this FinishReason reason) => reason is FinishReason.Length or FinishReason.ContentFilter;
}
