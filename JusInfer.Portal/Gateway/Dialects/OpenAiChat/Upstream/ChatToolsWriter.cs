using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;

/// <summary>
/// Writes the tools and the tool choice. A custom tool is written as a function with one text parameter, because few providers support
/// custom tools.
/// </summary>
internal static class ChatToolsWriter
{
    public static void Write(Utf8JsonWriter writer, Conversation conversation, Call call)
    {
        if (conversation.Tools.IsEmpty) return;
        writer.WriteStartArray("tools"u8);
        foreach (var tool in conversation.Tools) WriteTool(writer, tool, call);
        writer.WriteEndArray();
        WriteChoice(writer, conversation.ToolChoice);
        if (conversation.ParallelToolCalls is false) writer.WriteBoolean("parallel_tool_calls"u8, false);
    }

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

    private static void WriteChoice(Utf8JsonWriter writer, ToolChoice choice)
    {
        switch (choice.Mode)
        {
            case ToolChoiceMode.Auto:
                return;
            case ToolChoiceMode.Named:
                writer.WriteStartObject("tool_choice"u8);
                writer.WriteString("type"u8, "function"u8);
                writer.WriteStartObject("function"u8);
                writer.WriteString("name"u8, choice.Name);
                writer.WriteEndObject();
                writer.WriteEndObject();
                return;
            default:
                writer.WriteString("tool_choice"u8, choice.Mode == ToolChoiceMode.None ? "none"u8 : "required"u8);
                return;
        }
    }
}
