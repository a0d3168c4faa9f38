using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>What a tool takes.</summary>
internal enum ToolKind
{
    /// <summary>A JSON object after a schema.</summary>
    Function,

    /// <summary>Free text, perhaps after a grammar; to dialects without such tools it is a function of one string, <c>input</c>.</summary>
    Custom,
}

/// <summary>A tool that the model may call.</summary>
internal sealed record Tool
{
    /// <summary>As the model sees it; unique in the request.</summary>
    public required string Name { get; init; }

    /// <summary>The namespace that the caller put it in, where it did: its calls go back under it.</summary>
    public string? Namespace { get; init; }

    /// <summary>What the caller calls it there.</summary>
    public string? NameInNamespace { get; init; }

    public JsonText? Description { get; init; }

    /// <summary>
    /// The JSON schema of its arguments, as the caller wrote it; absent of a tool without parameters and of a custom tool.
    /// </summary>
    public JsonElement? Schema { get; init; }

    public bool? Strict { get; init; }

    public ToolKind Kind { get; init; }

    /// <summary>A custom tool's grammar or format, as the caller wrote it.</summary>
    public JsonElement? Grammar { get; init; }

    public JsonElement? CacheControl { get; init; }
}

/// <summary>Whether the model must call a tool, and which.</summary>
internal sealed record ToolChoice(ToolChoiceMode Mode, string? Name = null)
{
    public static ToolChoice Auto { get; } = new(ToolChoiceMode.Auto);

    public static ToolChoice None { get; } = new(ToolChoiceMode.None);

    public static ToolChoice Required { get; } = new(ToolChoiceMode.Required);

    public static ToolChoice Named(string name) => new(ToolChoiceMode.Named, name);
}

internal enum ToolChoiceMode
{
    Auto,
    None,
    Required,
    Named,
}
