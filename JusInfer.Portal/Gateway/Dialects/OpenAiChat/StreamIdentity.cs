using System.Text.Json;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>What every chunk of a stream has in common, learned from the first: chunks that the gateway adds carry the same.</summary>
internal sealed class StreamIdentity
{
    private byte[] id = "\"chatcmpl-jusinfer\""u8.ToArray();
    private byte[] created = "0"u8.ToArray();
    private byte[] model = "\"\""u8.ToArray();
    private bool known;

    public void Learn(ChatChunk chunk)
    {
        if (known) return;
        known = true;
        if (!chunk.Id.IsEmpty) id = chunk.Id.ToArray();
        if (!chunk.Created.IsEmpty) created = chunk.Created.ToArray();
        if (!chunk.Model.IsEmpty) model = chunk.Model.ToArray();
    }

    /// <summary>Opens a chunk's object and writes what it has in common with the others.</summary>
    public void WriteStart(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("id");
        writer.WriteRawValue(id);
        writer.WriteString("object", "chat.completion.chunk");
        writer.WritePropertyName("created");
        writer.WriteRawValue(created);
        writer.WritePropertyName("model");
        writer.WriteRawValue(model);
    }

    /// <summary>
    /// A valid chunk that carries an error, so that strict parsers read it as a chunk and every client sees the error. No marker of a good end
    /// follows it.
    /// </summary>
    public void WriteError(PooledBuffer output, GatewayError error, string requestId)
    {
        output.Append("data: "u8);
        using (var writer = new Utf8JsonWriter(output))
        {
            WriteStart(writer);
            writer.WriteStartArray("choices");
            writer.WriteStartObject();
            writer.WriteNumber("index", 0);
            writer.WriteStartObject("delta");
            writer.WriteEndObject();
            writer.WriteNull("finish_reason");
            writer.WriteEndObject();
            writer.WriteEndArray();
            OpenAiErrors.WriteProperty(writer, error, requestId);
            writer.WriteEndObject();
        }

        output.Append("\n\n"u8);
    }
}
