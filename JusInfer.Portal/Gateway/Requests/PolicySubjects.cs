using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// The parts of a request to which a request policy can apply: the fields that its reader does not know, the tools that are not functions
/// of the client, the names of fields with ids of stored objects, and Claude Code's billing line. Empty for most requests.
/// </summary>
internal struct PolicySubjects
{
    private List<BodyField>? fields;
    private List<ProviderTool>? tools;
    private List<string>? objectIds;

    /// <summary>The fields whose value is not null, in order.</summary>
    public readonly IReadOnlyList<BodyField> Fields => fields ?? (IReadOnlyList<BodyField>)[];

    public readonly IReadOnlyList<ProviderTool> Tools => tools ?? (IReadOnlyList<ProviderTool>)[];

    /// <summary>The names of the fields with an id in parts of messages; each name once.</summary>
    public readonly IReadOnlyList<string> ObjectIds => objectIds ?? (IReadOnlyList<string>)[];

    /// <summary>Claude Code's billing line at the start of the system prompt; null if there is none.</summary>
    public BillingLine? BillingLine { get; set; }

    /// <summary>A field that its reader does not know has media.</summary>
    public bool HasMedia { get; private set; }

    /// <summary>The number of all tools.</summary>
    public int ToolCount { get; private set; }

    public readonly bool IsEmpty => fields is null && tools is null && objectIds is null && BillingLine is null;

    /// <summary>Moves from the name of a field to the end of its value, and records the field.</summary>
    public void ReadField(ref JsonCursor json)
    {
        var (name, isText) = (json.TokenStartIndex, EmbeddedMedia.IsText(ref json));
        json.Read();
        var (value, isNull) = (json.TokenStartIndex, json.TokenType == JsonTokenType.Null);
        if (isText) json.Skip();
        else HasMedia |= EmbeddedMedia.Skip(ref json);
        if (!isNull) AddField(new BodyField(name, value..json.BytesConsumed));
    }

    public void AddField(BodyField field) => (fields ??= []).Add(field);

    /// <summary>Records a tool.</summary>
    /// <param name="tool">The range of the tool's object.</param>
    /// <param name="isClientTool">The client runs the tool.</param>
    /// <param name="isNested">The tool is in a namespace.</param>
    public void AddTool(Range tool, bool isClientTool, bool isNested = false)
    {
        if (!isClientTool) (tools ??= []).Add(new ProviderTool(tool, ToolCount, isNested));
        if (!isNested) ToolCount++;
    }

    /// <summary>Records a tool that an item of the conversation declares and that the client does not run.</summary>
    public void AddToolOfItem(ProviderTool tool) => (tools ??= []).Add(tool with { IsInItem = true });

    /// <summary>These parts, and a field with an id in a part of a message.</summary>
    /// <param name="name">The name of the field.</param>
    public readonly PolicySubjects WithObjectId(string name) => this with { objectIds = [.. ObjectIds, name] };
}

/// <summary>A tool that is not a function of the client: one that the provider runs or defines.</summary>
/// <param name="Span">The range of the tool's object.</param>
/// <param name="Number">The index of the tool, or of its namespace.</param>
/// <param name="IsNested">The tool is in a namespace, so that it cannot be removed alone.</param>
internal readonly record struct ProviderTool(Range Span, int Number, bool IsNested)
{
    /// <summary>An item of the conversation declares the tool, in addition to those of the request.</summary>
    public bool IsInItem { get; init; }
}
