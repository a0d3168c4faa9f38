namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>Which object of an event properties belong to that the hub has no delta for, and whether they are content.</summary>
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
}

internal static class ExtensionKinds
{
    /// <summary>The model made it: it counts as a part of the answer.</summary>
    public static bool IsContent(this ExtensionKind kind) => kind is ExtensionKind.Content or ExtensionKind.Media;
}
