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

internal static class FinishReasons
{
    /// <summary>A model that called tools stopped for that, whatever its provider says, unless it was cut off.</summary>
    /// <param name="told">What the provider says.</param>
    /// <param name="called">Whether tools were called.</param>
    public static FinishReason Given(this FinishReason told, bool called) => told switch
    {
        _ when told.IsCutOff() => told,
        _ when called => FinishReason.ToolCalls,
        FinishReason.ToolCalls => FinishReason.Stop,
        _ => told,
    };

    /// <summary>The answer ends before the model did.</summary>
    public static bool IsCutOff(this FinishReason told) => told is FinishReason.Length or FinishReason.ContentFilter;
}
