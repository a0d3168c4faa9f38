using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;

/// <summary>
/// Writes the tools and the tool choice. A custom tool is written as a function with one text parameter, because few providers support
/// custom tools.
/// </summary>
internal static class ChatToolsWriter
{
    private static readonly byte[] Auto = "\"auto\""u8.ToArray();
    private static readonly byte[] None = "\"none\""u8.ToArray();
    private static readonly byte[] Required = "\"required\""u8.ToArray();

    public static void Write(Utf8JsonWriter writer, Conversation conversation, Call call)
    {
        if (conversation.Tools.IsEmpty) return;
        writer.WriteStartArray("tools"u8);
        foreach (var tool in conversation.Tools) WriteTool(writer, tool, call);
        writer.WriteEndArray();
        if (conversation.ToolChoice.Mode != ToolChoiceMode.Auto)
        {
            writer.WritePropertyName("tool_choice"u8);
            writer.WriteRawValue(Choice(conversation.ToolChoice).Span, skipInputValidation: true);
        }

        if (conversation.ParallelToolCalls is false) writer.WriteBoolean("parallel_tool_calls"u8, false);
    }

    /// <summary>A tool choice, as JSON.</summary>
    /// <param name="choice">The choice.</param>
    /// <param name="isCustom">It names a custom tool that is sent as such.</param>
    public static ReadOnlyMemory<byte> Choice(ToolChoice choice, bool isCustom = false) => choice.Mode switch
    {
        ToolChoiceMode.None => None,
        ToolChoiceMode.Required => Required,
        ToolChoiceMode.Named => Named(JsonText.From(choice.Name!), isCustom ? "custom"u8 : "function"u8),
        _ => Auto,
    };

    private static byte[] Named(JsonText name, ReadOnlySpan<byte> kind) =>
        [.. "{\"type\":\""u8, .. kind, .. "\",\""u8, .. kind, .. "\":{\"name\":"u8, .. name.Quoted, .. "}}"u8];

    private static void WriteTool(Utf8JsonWriter writer, Tool tool, Call call)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, tool.Name);
        if (tool.Kind == ToolKind.Custom)
        {
            CustomTool.Description(tool)?.WriteTo(writer, "description"u8);
            writer.WritePropertyName("parameters"u8);
            writer.WriteRawValue(CustomTool.Schema, skipInputValidation: true);
        }
        else
        {
            tool.Description?.WriteTo(writer, "description"u8);
            if (tool.Schema is { } schema)
            {
                writer.WritePropertyName("parameters"u8);
                AcceptedSchema.Write(writer, schema, call);
            }

            if (tool.Strict is { } strict) writer.WriteBoolean("strict"u8, strict);
        }

        writer.WriteEndObject();
        if (tool.CacheControl is { } mark) ChatRequestWriter.WriteRaw(writer, "cache_control", mark);
        writer.WriteEndObject();
    }
}
