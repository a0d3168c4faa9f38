using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing;

/// <summary>What the router may know of a request: sizes, shapes and needs, never its text.</summary>
internal sealed record RequestFeatures
{
    /// <summary>Capabilities that a model must have to serve this request.</summary>
    public Capabilities Needs { get; init; }

    /// <summary>Tokens of the whole prompt, tools included; estimated from bytes.</summary>
    public long InputTokens { get; init; }

    /// <summary>The most tokens the caller allows for the answer; absent where it sets no bound.</summary>
    public int? MaxOutputTokens { get; init; }

    public int Messages { get; init; }

    public LastTurn LastTurn { get; init; }

    /// <summary>Bytes of the last message.</summary>
    public int LastTurnBytes { get; init; }
}

/// <summary>Who spoke last: what the model is to react to.</summary>
internal enum LastTurn
{
    Other,
    User,
    Tool,
    Assistant,
}
