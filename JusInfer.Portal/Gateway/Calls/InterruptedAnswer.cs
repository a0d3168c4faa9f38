namespace JusInfer.Portal.Gateway.Calls;

/// <summary>An answer that broke off, as another upstream is asked to go on with it.</summary>
internal sealed record InterruptedAnswer
{
    /// <summary>The text that the client has; empty where it has none: the request is then asked as it came.</summary>
    public required string Text { get; init; }

    /// <summary>There is something to go on from.</summary>
    public bool HasText => !string.IsNullOrWhiteSpace(Text);

    /// <summary>Tokens that the answer has spent of its bound.</summary>
    public required int DeliveredTokens { get; init; }

    /// <summary>They are all that the caller asked for: nothing is left to be said.</summary>
    public bool IsSpent { get; init; }

    /// <summary>The call that the client knows of already: the model must make it first. Absent where there is none.</summary>
    public AnnouncedToolCall? Announced { get; init; }
}
