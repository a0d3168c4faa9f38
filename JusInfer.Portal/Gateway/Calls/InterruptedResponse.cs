namespace JusInfer.Portal.Gateway.Calls;

/// <summary>An interrupted answer that another upstream is asked to continue.</summary>
internal sealed record InterruptedResponse
{
    /// <summary>The text that the client has received. If it is empty, the original request is sent again.</summary>
    public required string Text { get; init; }

    public bool HasText => !string.IsNullOrWhiteSpace(Text);

    /// <summary>The number of output tokens delivered so far, which count towards the request's output token limit.</summary>
    public required int DeliveredTokens { get; init; }

    /// <summary>The delivered tokens have reached the request's output token limit, so that the answer is complete.</summary>
    public bool IsLimitReached { get; init; }

    /// <summary>The tool call that was announced to the client and that the model has to make first. Absent if there is none.</summary>
    public AnnouncedToolCall? Announced { get; init; }
}
