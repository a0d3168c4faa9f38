using System.Buffers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>A tool call: of a function, with the text of a JSON object, or of a custom tool, with free text.</summary>
internal sealed class ToolCallItem(string id, int index, string callId, Tool tool) : OutputItem(id, index)
{
    private readonly ArrayBufferWriter<byte> arguments = new();
    private JsonBalance balance;

    /// <summary>Continues an item that the client has the beginning of.</summary>
    public ToolCallItem(string id, int index, string callId, Tool tool, ReadOnlySpan<byte> arguments)
        : this(id, index, callId, tool)
    {
        this.arguments.Write(arguments);
        balance.Add(arguments);
    }

    public override string Type => IsCustom ? "custom_tool_call" : "function_call";

    private bool IsCustom => tool.Kind == ToolKind.Custom;

    /// <summary>The arguments so far are a complete JSON value. Free text is never complete.</summary>
    public bool IsComplete => !IsCustom && balance.IsComplete;

    public void Add(ResponsesEventWriter events, ReadOnlySpan<byte> escaped)
    {
        arguments.Write(escaped);
        balance.Add(escaped);
        events.Begin(IsCustom ? "response.custom_tool_call_input.delta"u8 : "response.function_call_arguments.delta"u8, this)
            .Text("delta"u8, escaped).End();
    }

    protected override void Closing(ResponsesEventWriter events)
    {
        if (IsCustom)
        {
            events.Begin("response.custom_tool_call_input.done"u8, this).Text("input"u8, arguments.WrittenSpan).End();
            return;
        }

        if (arguments.WrittenCount == 0) Add(events, "{}"u8);
        events.Begin("response.function_call_arguments.done"u8, this).Text("name"u8, Escaped(OwnName))
            .Text("arguments"u8, arguments.WrittenSpan).End();
    }

    protected override void Write(IBufferWriter<byte> json, ReadOnlySpan<byte> status)
    {
        json.Write("{\"id\":\""u8);
        json.Write(Id);
        json.Write(IsCustom ? "\",\"type\":\"custom_tool_call\",\"status\":\""u8 : "\",\"type\":\"function_call\",\"status\":\""u8);
        json.Write(status);
        json.Write("\",\"call_id\":\""u8);
        json.Write(Escaped(callId));
        json.Write("\",\"name\":\""u8);
        json.Write(Escaped(OwnName));
        if (tool.Namespace is { } space)
        {
            json.Write("\",\"namespace\":\""u8);
            json.Write(Escaped(space));
        }

        json.Write(IsCustom ? "\",\"input\":\""u8 : "\",\"arguments\":\""u8);
        json.Write(arguments.WrittenSpan);
        json.Write("\"}"u8);
    }

    private string OwnName => tool.NameInNamespace ?? tool.Name;

    private static ReadOnlySpan<byte> Escaped(string text) => JsonText.From(text).Escaped;
}
