namespace JusInfer.Portal.Usage;

/// <summary>
/// What the gateway changed in a request because the endpoint that answered does not accept it otherwise. Stored as a number: the values do
/// not change.
/// </summary>
[Flags]
internal enum Adjustments
{
    None = 0,

    /// <summary>System messages were merged or got another role, or became user messages in their place.</summary>
    SystemMessages = 1,

    /// <summary>The schema of a tool became one object.</summary>
    ToolSchemas = 2,

    /// <summary>The limit of output tokens was lowered to that of the model.</summary>
    MaxTokens = 4,

    /// <summary>Halves of surrogate pairs were replaced by U+FFFD.</summary>
    Surrogates = 8,

    /// <summary>Fields that the endpoint does not know were removed.</summary>
    UnknownFields = 16,

    /// <summary>The name of the end user was replaced by a hash.</summary>
    UserIdentifier = 32,

    /// <summary>The reasoning effort became one that the model has.</summary>
    ReasoningEffort = 64,

    /// <summary>Empty texts and lists were removed, and what stands for empty arguments of calls became an empty object.</summary>
    EmptyValues = 128,

    /// <summary>Ids of items got the prefix of their type.</summary>
    ItemIds = 256,

    /// <summary>Base64 of media got the standard alphabet, a file a name, or a part the form of its media type.</summary>
    Media = 512,

    /// <summary>Values in the form of another dialect were written in that of the endpoint.</summary>
    ForeignForms = 1024,

    /// <summary>Tools that were listed twice were sent once.</summary>
    RepeatedTools = 2048,
}

internal static class AdjustmentNames
{
    private static readonly (Adjustments Flag, string Name)[] All =
    [
        (Adjustments.SystemMessages, "system_messages"),
        (Adjustments.ToolSchemas, "tool_schemas"),
        (Adjustments.MaxTokens, "max_tokens"),
        (Adjustments.Surrogates, "surrogates"),
        (Adjustments.UnknownFields, "unknown_fields"),
        (Adjustments.UserIdentifier, "user_identifier"),
        (Adjustments.ReasoningEffort, "reasoning_effort"),
        (Adjustments.EmptyValues, "empty_values"),
        (Adjustments.ItemIds, "item_ids"),
        (Adjustments.Media, "media"),
        (Adjustments.ForeignForms, "foreign_forms"),
        (Adjustments.RepeatedTools, "repeated_tools"),
    ];

    /// <summary>The names of the set flags, in the order of their values.</summary>
    public static string[] Names(this Adjustments adjustments) =>
        adjustments == Adjustments.None ? [] : [.. All.Where(one => adjustments.HasFlag(one.Flag)).Select(static one => one.Name)];
}
