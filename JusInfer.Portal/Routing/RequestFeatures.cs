using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing;

/// <summary>What the router knows of a request: sizes, structure and required capabilities, never its text.</summary>
internal sealed record RequestFeatures
{
    /// <summary>The capabilities that a model must have to serve the request.</summary>
    public Capabilities RequiredCapabilities { get; init; }

    /// <summary>Tokens of the whole prompt, tools included; estimated from its bytes.</summary>
    public long InputTokens { get; init; }

    /// <summary>The limit of output tokens that the caller set; null if there is none.</summary>
    public int? MaxOutputTokens { get; init; }

    public int MessageCount { get; init; }

    public LastMessageRole LastMessageRole { get; init; }

    /// <summary>Size of the last message in bytes.</summary>
    public int LastMessageBytes { get; init; }
}

/// <summary>The role of the last message.</summary>
internal enum LastMessageRole
{
    Other,
    User,
    Tool,
    Assistant,
}
