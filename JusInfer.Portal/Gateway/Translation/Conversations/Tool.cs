using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>The kind of input that a tool has.</summary>
internal enum ToolKind
{
    /// <summary>A JSON object that conforms to a schema.</summary>
    Function,

    /// <summary>
    /// Free text, optionally with a grammar. In dialects without custom tools it is a function with one string parameter, <c>input</c>.
    /// </summary>
    Custom,
}

/// <summary>A tool that the model may call.</summary>
internal sealed record Tool
{
    /// <summary>The name that the model sees; unique in the request.</summary>
    public required string Name { get; init; }

    /// <summary>The client's namespace of the tool; null if it has none. Calls are returned with this namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>The client's name of the tool in that namespace.</summary>
    public string? NameInNamespace { get; init; }

    public JsonText? Description { get; init; }

    /// <summary>
    /// The JSON schema of the arguments, as the client wrote it; null for a tool without parameters and for a custom tool.
    /// </summary>
    public JsonElement? Schema { get; init; }

    public bool? Strict { get; init; }

    public ToolKind Kind { get; init; }

    /// <summary>The grammar or format of a custom tool, as the client wrote it.</summary>
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
