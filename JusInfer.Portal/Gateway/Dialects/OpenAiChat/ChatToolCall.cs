using System.Globalization;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>Writes a tool call in the form of Chat Completions, in a message or in a delta.</summary>
internal static class ChatToolCall
{
    /// <param name="writer">Positioned at a value.</param>
    /// <param name="head">The head of the call.</param>
    /// <param name="arguments">Its arguments; empty if they follow later.</param>
    /// <param name="index">Its index in a stream; null in a message.</param>
    public static void Write(Utf8JsonWriter writer, in ToolCallHead head, JsonText arguments, int? index)
    {
        var kind = head.Kind == ToolKind.Custom ? "custom"u8 : "function"u8;
        writer.WriteStartObject();
        if (index is { } number) writer.WriteNumber("index"u8, number);
        JsonText.From(head.Id).WriteTo(writer, "id"u8);
        writer.WriteString("type"u8, kind);
        writer.WriteStartObject(kind);
        JsonText.From(head.Name).WriteTo(writer, "name"u8);
        arguments.WriteTo(writer, head.Kind == ToolKind.Custom ? "input"u8 : "arguments"u8);
        writer.WriteEndObject();
        if (!head.Extra.IsEmpty)
        {
            writer.WritePropertyName("extra_content"u8);
            writer.WriteRawValue(head.Extra.Span, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes more of a call's arguments, as the value of <c>tool_calls</c>.</summary>
    public static void WriteMore(PooledBuffer output, int index, bool isCustom, ReadOnlySpan<byte> escaped)
    {
        output.Append("[{\"index\":"u8);
        Span<byte> digits = stackalloc byte[11];
        index.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        output.Append(digits[..length]);
        output.Append(isCustom ? ",\"type\":\"custom\",\"custom\":{\"input\":\""u8 : ",\"function\":{\"arguments\":\""u8);
        output.Append(escaped);
        output.Append("\"}}]"u8);
    }
}
