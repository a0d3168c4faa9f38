using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>Writes a call in the legacy form of Chat Completions: <c>function_call</c>, one per answer and without an id.</summary>
internal static class ChatFunctionCall
{
    /// <param name="writer">Positioned at a value.</param>
    /// <param name="head">The head of the call.</param>
    /// <param name="arguments">Its arguments; empty if they follow later.</param>
    public static void Write(Utf8JsonWriter writer, in ToolCallHead head, JsonText arguments)
    {
        writer.WriteStartObject();
        JsonText.From(head.Name).WriteTo(writer, "name"u8);
        arguments.WriteTo(writer, "arguments"u8);
        writer.WriteEndObject();
    }

    /// <summary>Writes more of the arguments, as a value.</summary>
    public static void WriteMore(PooledBuffer output, ReadOnlySpan<byte> escaped)
    {
        output.Append("{\"arguments\":\""u8);
        output.Append(escaped);
        output.Append("\"}"u8);
    }
}
