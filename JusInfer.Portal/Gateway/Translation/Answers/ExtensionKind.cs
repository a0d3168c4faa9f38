namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>
/// Which object of an event properties belong to that the hub has no delta for, and whether they are content. In dialects whose answers
/// consist of blocks or items, it can also be a whole item or event.
/// </summary>
internal enum ExtensionKind
{
    /// <summary>The event itself. Told at the beginning of each event, empty where it has none.</summary>
    Event,

    /// <summary>The choice.</summary>
    Choice,

    /// <summary>The delta or the message; no content of the answer.</summary>
    Delta,

    /// <summary>The delta or the message; content, such as reasoning under a name of the provider's own.</summary>
    Content,

    /// <summary>The delta or the message; content that no other model can continue, such as audio.</summary>
    Media,

    /// <summary>
    /// A whole event of a block or output item that the hub does not know, such as a web search: content that no other model can continue.
    /// </summary>
    ItemEvent,

    /// <summary>A whole event of a type that the hub does not know, or that adds something unknown to a block; no content.</summary>
    UnknownEvent,

    /// <summary>The block of text or reasoning that begins. Told before its content, empty where it has none.</summary>
    Block,

    /// <summary>A whole output item that begins. Told before its content.</summary>
    ItemStart,

    /// <summary>A whole output item that is complete.</summary>
    ItemEnd,
}

internal static class ExtensionKinds
{
    /// <summary>It is a part of the answer.</summary>
    public static bool IsContent(this ExtensionKind kind) => kind.IsMetered() || kind == ExtensionKind.ItemEvent;

    /// <summary>The model wrote it: its bytes count as output.</summary>
    public static bool IsMetered(this ExtensionKind kind) => kind is ExtensionKind.Content or ExtensionKind.Media;
}
