namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>The reason why a model ended its answer.</summary>
internal enum FinishReason
{
    Stop,

    /// <summary>The model generated one of the client's stop sequences.</summary>
    StopSequence,

    /// <summary>The limit of output tokens or of the context was reached.</summary>
    Length,
    ToolCalls,

    /// <summary>The provider's content filter ended the answer.</summary>
    ContentFilter,

    /// <summary>The model refused to answer.</summary>
    Refusal,

    /// <summary>The provider ended the answer without a reason. The normalizer derives one.</summary>
    Unstated,
}

internal static class FinishReasons
{
    /// <summary>
    /// Derives the reason for the client: an answer with tool calls ended because of them, unless it was truncated or refused. A refused
    /// call must not look like one to run, and its arguments may be cut (laravel/ai#881).
    /// </summary>
    /// <param name="reported">The reason from the provider.</param>
    /// <param name="hasToolCalls">Whether the answer contains tool calls.</param>
    public static FinishReason Normalize(this FinishReason reported, bool hasToolCalls) => reported switch
    {
        _ when reported.IsCutOff() => reported,
        FinishReason.Refusal when hasToolCalls => FinishReason.ContentFilter,
        _ when hasToolCalls => FinishReason.ToolCalls,
        FinishReason.ToolCalls or FinishReason.Unstated => FinishReason.Stop,
        _ => reported,
    };

    /// <summary>The name in usage records: OpenAI's, where it has one.</summary>
    public static string NameOf(this FinishReason reason) => reason switch
    {
        FinishReason.StopSequence => "stop_sequence",
        FinishReason.Length => "length",
        FinishReason.ToolCalls => "tool_calls",
        FinishReason.ContentFilter => "content_filter",
        FinishReason.Refusal => "refusal",
        _ => "stop",
    };

    /// <summary>The answer is truncated.</summary>
    public static bool IsCutOff(this FinishReason reason) => reason is FinishReason.Length or FinishReason.ContentFilter;
}
