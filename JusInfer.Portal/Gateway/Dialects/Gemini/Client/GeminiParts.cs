using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Gemini.Client;

/// <summary>The parts of an answer or of an event, as JSON objects separated by commas.</summary>
internal sealed class GeminiParts
{
    private readonly ArrayBufferWriter<byte> json = new();
    private bool isOpen;
    private bool isThought;

    public bool IsEmpty => json.WrittenCount == 0;

    /// <summary>Adds to the text or the thought at the end, or begins one.</summary>
    public void AddText(ReadOnlySpan<byte> escaped, bool thought)
    {
        if (isOpen && thought != isThought) End();
        if (!isOpen)
        {
            Separate();
            json.Write(thought ? "{\"thought\":true,\"text\":\""u8 : "{\"text\":\""u8);
            (isOpen, isThought) = (true, thought);
        }

        json.Write(escaped);
    }

    /// <summary>Ends a thought with its signature.</summary>
    public void Sign(JsonText signature)
    {
        AddText([], thought: true);
        json.Write("\",\"thoughtSignature\":"u8);
        json.Write(signature.Quoted);
        json.Write("}"u8);
        isOpen = false;
    }

    public void AddCall(in ToolCallHead head, ReadOnlySpan<byte> arguments)
    {
        End();
        Separate();
        var part = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(part)) WriteCall(writer, head, arguments);

        // A model's arguments may have line breaks.
        SseDataWriter.Write(json, part.WrittenSpan);
    }

    /// <summary>Writes the parts and removes them.</summary>
    public void MoveTo(PooledBuffer output)
    {
        End();
        output.Append(json.WrittenSpan);
        json.ResetWrittenCount();
    }

    private static void WriteCall(Utf8JsonWriter writer, in ToolCallHead head, ReadOnlySpan<byte> arguments)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("functionCall"u8);
        JsonText.From(head.Id).WriteTo(writer, "id"u8);
        JsonText.From(head.Name).WriteTo(writer, "name"u8);
        writer.WritePropertyName("args"u8);
        ToolArguments.From(JsonText.OfEscaped(arguments)).WriteAsObject(writer);
        writer.WriteEndObject();
        if (GeminiSignature.OfExtra(head.Extra) is { } signature) writer.WriteString(GeminiSignature.Field, signature);
        writer.WriteEndObject();
    }

    private void End()
    {
        if (isOpen) json.Write("\"}"u8);
        isOpen = false;
    }

    private void Separate()
    {
        if (json.WrittenCount > 0) json.Write(","u8);
    }
}
