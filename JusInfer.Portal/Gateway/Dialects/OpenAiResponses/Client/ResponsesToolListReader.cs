using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>
/// Reads the tools of a request in one pass over their bytes. Hosted tools need no capability of a model: they are omitted or rejected when
/// the request is translated.
/// </summary>
internal struct ResponsesToolListReader
{
    /// <summary>The list; empty if there is none.</summary>
    public Range List { get; private set; }

    /// <summary>What the tools need of the model.</summary>
    public Capabilities Needs { get; private set; }

    public bool HasCustomTools { get; private set; }

    public bool HasNamespaces { get; private set; }

    /// <summary>Whether tools of one level have the same name, or names with the same hash.</summary>
    public bool RepeatsTools { get; private set; }

    /// <summary>The parameters of functions whose schema not every model accepts; null if there are none.</summary>
    public List<Range>? UnionSchemas { get; private set; }

    /// <summary>The size of the list in bytes.</summary>
    public long PromptBytes { get; private set; }

    /// <param name="json">The request, at the field.</param>
    /// <param name="name">Where the name of the field starts.</param>
    /// <param name="subjects">Gets what rules of teams and keys decide about.</param>
    public void Read(ref JsonCursor json, int name, ref PolicySubjects subjects)
    {
        if (!ResponsesRequestReader.Enter(ref json, JsonTokenType.StartArray, "The field 'tools' must be an array.", "tools")) return;
        var start = json.TokenStartIndex;
        var toolNames = new NameHashes(stackalloc int[NameHashes.UsualCount]);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject) throw new RequestFault("Each of 'tools' must be an object.", "tools");
            if (ReadTool(ref json, ref subjects, isNested: false) is { } tool) RepeatsTools |= !toolNames.Add(tool);
        }

        List = start..json.BytesConsumed;
        if (subjects.Tools.Count > 0) subjects.AddField(new BodyField(name, start..json.BytesConsumed));
        PromptBytes += json.BytesConsumed - start;
    }

    /// <summary>Reads the tools that an item of the input declares. Moves from the name of the field to the end of its value.</summary>
    /// <returns>Those that the client does not run.</returns>
    public static IReadOnlyList<ProviderTool> ReadOfItem(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return [];
        }

        var (reader, subjects) = (new ResponsesToolListReader(), default(PolicySubjects));
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.StartObject) reader.ReadTool(ref json, ref subjects, isNested: false);
            else json.Skip();
        }

        return subjects.Tools;
    }

    /// <returns>The hash of its name; null if it has none.</returns>
    private int? ReadTool(ref JsonCursor json, ref PolicySubjects subjects, bool isNested)
    {
        var start = json.TokenStartIndex;
        var isClientTool = true;
        var schemas = UnionSchemas?.Count ?? 0;
        int? name = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("type"u8);
            var isList = json.ValueTextEquals("tools"u8);
            var isSchema = json.ValueTextEquals("parameters"u8);
            var isName = json.ValueTextEquals("name"u8);
            json.Read();
            if (isSchema) ReadSchema(ref json);
            if (isName && json.TokenType == JsonTokenType.String) name = json.TextHash();
            if (isType && json.TokenType == JsonTokenType.String)
            {
                HasCustomTools |= json.ValueTextEquals("custom"u8);
                var isFunction = json.ValueTextEquals("function"u8) || json.ValueTextEquals("custom"u8) || json.ValueTextEquals("namespace"u8);
                if (isFunction) Needs |= Capabilities.Tools;
                isClientTool &= isFunction;
            }
            else if (isList && json.TokenType == JsonTokenType.StartArray)
            {
                ReadNamespace(ref json, ref subjects);
            }
            else
            {
                json.Skip();
            }
        }

        if (!isClientTool) UnionSchemas = AcceptedSchema.First(UnionSchemas, schemas); // its parameters are options
        subjects.AddTool(start..json.BytesConsumed, isClientTool, isNested);
        return name;
    }

    private void ReadSchema(ref JsonCursor json)
    {
        var start = json.TokenStartIndex;
        if (!ObjectSchema.IsKept(ref json, acceptsNull: true)) (UnionSchemas ??= []).Add(start..json.BytesConsumed);
    }

    private void ReadNamespace(ref JsonCursor json, ref PolicySubjects subjects)
    {
        HasNamespaces = true;
        var toolNames = new NameHashes(stackalloc int[NameHashes.UsualCount]);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject) json.Skip();
            else if (ReadTool(ref json, ref subjects, isNested: true) is { } tool) RepeatsTools |= !toolNames.Add(tool);
        }
    }
}
