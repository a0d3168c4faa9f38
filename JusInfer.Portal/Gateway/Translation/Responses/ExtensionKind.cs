namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>
/// The object of an event that has properties for which the hub has no delta, and whether these are content. In dialects whose answers
/// consist of blocks or items, it can also be a complete item or event.
/// </summary>
internal enum ExtensionKind
{
    /// <summary>The event itself. Reported at the beginning of each event, empty if it has no such properties.</summary>
    Event,

    /// <summary>The choice.</summary>
    Choice,

    /// <summary>The delta or the message. Not content of the answer.</summary>
    Delta,

    /// <summary>The delta or the message. Content, such as reasoning in a property with a provider's own name.</summary>
    Content,

    /// <summary>The delta or the message. Content that no other model can continue, such as audio.</summary>
    Media,

    /// <summary>
    /// A complete event of an unknown block or output item, such as a web search. Content that no other model can continue.
    /// </summary>
    ItemEvent,

    /// <summary>A complete event of an unknown type, or one that adds something unknown to a block. Not content.</summary>
    UnknownEvent,

    /// <summary>The beginning of a block of text or reasoning. Reported before its content, empty if it has no such properties.</summary>
    Block,

    /// <summary>The complete object of an output item that begins. Reported before its content.</summary>
    ItemStart,

    /// <summary>The complete object of an output item that ends.</summary>
    ItemEnd,
}

internal static class ExtensionKinds
{
    /// <summary>Whether the extension is content of the answer.</summary>
    public static bool IsContent(this ExtensionKind kind) => kind.IsMetered() || kind == ExtensionKind.ItemEvent;

    /// <summary>Whether the model generated the extension, so that its bytes count as output.</summary>
    public static bool IsMetered(this ExtensionKind kind) => kind is ExtensionKind.Content or ExtensionKind.Media;
}
