using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>A call as Chat Completions wrote it before there were tools: <c>function_call</c>, one an answer and without an id.</summary>
internal static class ChatFunctionCall
{
    /// <param name="writer">Stands where a value belongs.</param>
    /// <param name="head">Whose call it is.</param>
    /// <param name="arguments">Its arguments; empty where they are still to come.</param>
    public static void Write(Utf8JsonWriter writer, in ToolCallHead head, JsonText arguments)
    {
        writer.WriteStartObject();
        JsonText.Of(head.Name).WriteTo(writer, "name"u8);
        arguments.WriteTo(writer, "arguments"u8);
        writer.WriteEndObject();
    }

    /// <summary>Writes the property of a delta with more of the arguments.</summary>
    public static void WriteMore(PooledBuffer output, ReadOnlySpan<byte> escaped)
    {
        output.Append("\"function_call\":{\"arguments\":\""u8);
        output.Append(escaped);
        output.Append("\"}"u8);
    }
}
