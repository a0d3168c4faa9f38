using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// The field <c>tool_choice</c> as the first pass over a request reads it. Clients send it in the form of the neighbor dialect too: Cursor
/// sends <c>{"type":"auto"}</c> to Chat Completions (BerriAI/litellm#12168).
/// </summary>
/// <param name="Field">The place in the body.</param>
/// <param name="Form">Its form.</param>
internal readonly record struct ToolChoiceField(BodyField Field, ToolChoiceForm Form)
{
    /// <summary>The hash of the name of the chosen tool; null if it names none.</summary>
    public int? Name { get; private init; }

    /// <summary>The JSON path of that name.</summary>
    public string NamePath { get; init; } = "tool_choice.name";

    /// <summary>The tools that may be called; null if the choice has no such list.</summary>
    public AllowedTools? Allowed { get; private init; }

    /// <summary>A tool must be called.</summary>
    public bool Forces { get; private init; }

    /// <summary>The mode is <c>required</c>, which Anthropic does not have.</summary>
    public bool IsRequired { get; private init; }

    /// <summary>Calls of several tools at once are excluded, in Anthropic's form.</summary>
    public bool ExcludesParallelCalls { get; private init; }

    /// <summary>The choice, which has to be rewritten because it is in the form of another dialect.</summary>
    public ForeignToolChoice AsForeign() => new(Field, IsOptional, ExcludesParallelCalls);

    /// <summary>Without tools, the choice says nothing.</summary>
    public bool IsOptional => Form is ToolChoiceForm.Mode or ToolChoiceForm.TypedMode && !Forces;

    /// <summary>Reads the field.</summary>
    /// <param name="json">Positioned at the property's name; moves to the value's end.</param>
    public static ToolChoiceField Read(ref JsonCursor json)
    {
        var start = json.TokenStartIndex;
        json.Read();
        var value = json.TokenStartIndex;
        if (json.TokenType == JsonTokenType.StartObject) return ReadObject(ref json, start, value);
        var isRequired = json.TokenType == JsonTokenType.String && json.ValueTextEquals("required"u8);
        var forces = isRequired || (json.TokenType == JsonTokenType.String && json.ValueTextEquals("any"u8));
        var form = json.TokenType switch
        {
            JsonTokenType.String => ToolChoiceForm.Mode,
            JsonTokenType.Null => ToolChoiceForm.None,
            _ => ToolChoiceForm.Other,
        };
        json.Skip();
        return new ToolChoiceField(new BodyField(start, value..json.BytesConsumed), form) { Forces = forces, IsRequired = isRequired };
    }

    /// <summary>The error of a choice that names a tool which the request does not offer.</summary>
    public RequestFault UnknownTool => UnknownToolAt(NamePath);

    /// <param name="path">The JSON path of what names the tool.</param>
    public static RequestFault UnknownToolAt(string path) =>
        new($"'{path}' names a tool that the request does not offer. Offer the tool, or choose another one.", path);

    private static ToolChoiceField ReadObject(ref JsonCursor json, int start, int value)
    {
        var type = ChoiceType.None;
        int? name = null, nested = null;
        var (isCustom, isSerial) = (false, false);
        AllowedTools? allowed = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (isType, isName) = (json.ValueTextEquals("type"u8), json.ValueTextEquals("name"u8));
            var (isFunction, isCustomBody) = (json.ValueTextEquals("function"u8), json.ValueTextEquals("custom"u8));
            var isSerialFlag = json.ValueTextEquals("disable_parallel_tool_use"u8);
            var (isList, isNested) = (json.ValueTextEquals("tools"u8), json.ValueTextEquals("allowed_tools"u8));
            json.Read();
            if (isType && json.TokenType == JsonTokenType.String)
            {
                type = TypeOf(ref json);
            }
            else if (isName && json.TokenType == JsonTokenType.String)
            {
                name = json.TextHash();
            }
            else if ((isFunction || isCustomBody) && json.TokenType == JsonTokenType.StartObject)
            {
                nested = ToolNames.Read(ref json);
                isCustom |= isCustomBody;
            }
            else if (isList && json.TokenType == JsonTokenType.StartArray)
            {
                allowed = ReadAllowed(ref json, "tool_choice.tools");
            }
            else if (isNested && json.TokenType == JsonTokenType.StartObject)
            {
                allowed = ReadNested(ref json);
            }
            else
            {
                isSerial |= isSerialFlag && json.TokenType == JsonTokenType.True;
                json.Skip();
            }
        }

        var form = FormOf(type, hasNested: nested is not null, hasName: name is not null);
        return new ToolChoiceField(new BodyField(start, value..json.BytesConsumed), form)
        {
            Name = form is ToolChoiceForm.Nested or ToolChoiceForm.UntypedNested ? nested
                : form is ToolChoiceForm.Tool or ToolChoiceForm.Flat or ToolChoiceForm.Untyped ? name
                : null,
            NamePath = nested is null ? "tool_choice.name" : isCustom ? "tool_choice.custom.name" : "tool_choice.function.name",
            Forces = form is not (ToolChoiceForm.TypedMode or ToolChoiceForm.Other) || type is ChoiceType.Any or ChoiceType.Required,
            IsRequired = type == ChoiceType.Required,
            ExcludesParallelCalls = isSerial,
            Allowed = type == ChoiceType.AllowedTools ? allowed : null,
        };
    }

    /// <summary>Reads the list of allowed tools in the form of Chat Completions, where it is in an object.</summary>
    private static AllowedTools? ReadNested(ref JsonCursor json)
    {
        AllowedTools? allowed = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isList = json.ValueTextEquals("tools"u8);
            json.Read();
            if (isList && json.TokenType == JsonTokenType.StartArray) allowed = ReadAllowed(ref json, "tool_choice.allowed_tools.tools");
            else json.Skip();
        }

        return allowed;
    }

    private static AllowedTools ReadAllowed(ref JsonCursor json, string path)
    {
        var start = json.TokenStartIndex;
        json.Skip();
        return new AllowedTools(start..json.BytesConsumed, path);
    }

    private static ToolChoiceForm FormOf(ChoiceType type, bool hasNested, bool hasName) => type switch
    {
        ChoiceType.Optional or ChoiceType.Any or ChoiceType.Required => ToolChoiceForm.TypedMode,
        ChoiceType.Tool when hasName => ToolChoiceForm.Tool,
        ChoiceType.Function when hasNested => ToolChoiceForm.Nested,
        ChoiceType.Function when hasName => ToolChoiceForm.Flat,
        ChoiceType.None when hasNested => ToolChoiceForm.UntypedNested,
        ChoiceType.None when hasName => ToolChoiceForm.Untyped,
        _ => ToolChoiceForm.Other,
    };

    private static ChoiceType TypeOf(ref JsonCursor json) =>
        json.ValueTextEquals("auto"u8) || json.ValueTextEquals("none"u8) ? ChoiceType.Optional
        : json.ValueTextEquals("any"u8) ? ChoiceType.Any
        : json.ValueTextEquals("required"u8) ? ChoiceType.Required
        : json.ValueTextEquals("tool"u8) ? ChoiceType.Tool
        : json.ValueTextEquals("function"u8) || json.ValueTextEquals("custom"u8) ? ChoiceType.Function
        : json.ValueTextEquals("allowed_tools"u8) ? ChoiceType.AllowedTools
        : ChoiceType.Other;

    private enum ChoiceType
    {
        None,
        Optional,
        Any,
        Required,
        Tool,
        Function,
        AllowedTools,
        Other,
    }
}

/// <summary>A <c>tool_choice</c> in the form of another dialect.</summary>
/// <param name="Field">The place in the body.</param>
/// <param name="IsOptional">Without tools, the choice says nothing.</param>
/// <param name="ExcludesParallelCalls">Calls of several tools at once are excluded, in Anthropic's form.</param>
internal sealed record ForeignToolChoice(BodyField Field, bool IsOptional, bool ExcludesParallelCalls);

/// <summary>The form of a <c>tool_choice</c>.</summary>
internal enum ToolChoiceForm
{
    /// <summary>The field is absent or null.</summary>
    None,

    /// <summary>A string, as in Chat Completions and Responses: <c>"auto"</c>.</summary>
    Mode,

    /// <summary>Anthropic's and Cursor's: <c>{"type":"auto"}</c>.</summary>
    TypedMode,

    /// <summary>Anthropic's: <c>{"type":"tool","name":"f"}</c>.</summary>
    Tool,

    /// <summary>That of Responses: <c>{"type":"function","name":"f"}</c>, also of a custom tool.</summary>
    Flat,

    /// <summary>That of Chat Completions: <c>{"type":"function","function":{"name":"f"}}</c>, also of a custom tool.</summary>
    Nested,

    /// <summary>The same without a type.</summary>
    UntypedNested,

    /// <summary>Only a name, as in the legacy <c>function_call</c>.</summary>
    Untyped,

    /// <summary>A list of allowed tools, a provider's tool, or a value that no dialect has.</summary>
    Other,
}
