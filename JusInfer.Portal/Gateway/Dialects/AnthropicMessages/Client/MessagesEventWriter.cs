using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>The common parts of the streams and the messages that the gateway writes.</summary>
internal static class MessagesEventWriter
{
    public static ReadOnlySpan<byte> Ping => "event: ping\ndata: {\"type\":\"ping\"}\n\n"u8;

    /// <summary>The last event of a stream.</summary>
    public static ReadOnlySpan<byte> MessageStop => "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8;

    /// <summary>Texts are read by people and by models: characters beyond ASCII are not escaped.</summary>
    public static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Writes the last event of an interrupted stream; no <c>message_stop</c> follows.</summary>
    public static void WriteError(PooledBuffer output, GatewayError error, string requestId)
    {
        output.Append("event: error\ndata: "u8);
        using (var writer = new Utf8JsonWriter(output, Readable)) MessagesErrorFormat.Instance.Write(writer, error, requestId);
        output.Append("\n\n"u8);
    }

    /// <summary>The gateway's own id of a message.</summary>
    public static string IdOf(Call call) => $"msg_{call.Context.Id}";

    /// <summary>Writes a message.</summary>
    /// <param name="writer">Writes to the client.</param>
    /// <param name="call">The call that is answered.</param>
    /// <param name="content">The blocks, a JSON array.</param>
    /// <param name="stopReason">The stop reason, a JSON value.</param>
    /// <param name="stopSequence">The stop sequence, a JSON value.</param>
    /// <param name="usage">The usage so far.</param>
    /// <param name="safeguards">The results of <c>safeguards</c>, a JSON array; null if there are none.</param>
    public static void WriteMessage(
        Utf8JsonWriter writer,
        Call call,
        ReadOnlySpan<byte> content,
        ReadOnlySpan<byte> stopReason,
        ReadOnlySpan<byte> stopSequence,
        TokenBuckets usage,
        byte[]? safeguards = null)
    {
        writer.WriteStartObject();
        writer.WriteString("id", IdOf(call));
        writer.WriteString("type", "message");
        writer.WriteString("role", "assistant");
        writer.WriteString("model", call.Target.Model.Id);
        writer.WritePropertyName("content");
        writer.WriteRawValue(content, skipInputValidation: true);
        WriteStop(writer, stopReason, stopSequence);
        writer.WriteNull("diagnostics");
        WriteSafeguards(writer, safeguards);
        WriteUsage(writer, usage, isMessage: true);
        writer.WriteEndObject();
    }

    /// <summary>Writes the data of the event at the end of a stream.</summary>
    public static void WriteEnd(Utf8JsonWriter writer, Call call, ReadOnlySpan<byte> stopReason, ReadOnlySpan<byte> stopSequence)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "message_delta");
        writer.WriteStartObject("delta");
        WriteStop(writer, stopReason, stopSequence);
        WriteSafeguards(writer, SafeguardResults.Of(call));
        writer.WriteEndObject();
        WriteUsage(writer, call.Usage.Tokens, isMessage: false);
        writer.WritePropertyName(CallExtension.Name);
        CallExtension.Write(writer, call);
        writer.WriteEndObject();
    }

    /// <summary>The usage object of a message, or of the event at the end of a stream, which has less.</summary>
    public static byte[] Usage(TokenBuckets tokens, bool isMessage)
    {
        var json = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(json)) WriteUsageObject(writer, tokens, isMessage);
        return json.WrittenSpan.ToArray();
    }

    /// <summary>Writes that a text has no citations, unless the provider's properties of the block, which follow, have some.</summary>
    public static void WriteCitations(Utf8JsonWriter writer, ReadOnlySpan<byte> extensions)
    {
        if (extensions.IndexOf("\"citations\""u8) < 0) writer.WriteNull("citations");
    }

    private static void WriteStop(Utf8JsonWriter writer, ReadOnlySpan<byte> reason, ReadOnlySpan<byte> sequence)
    {
        writer.WritePropertyName("stop_reason");
        writer.WriteRawValue(reason, skipInputValidation: true);
        writer.WritePropertyName("stop_sequence");
        writer.WriteRawValue(sequence, skipInputValidation: true);
        writer.WriteNull("stop_details");
        writer.WriteNull("container");
    }

    private static void WriteSafeguards(Utf8JsonWriter writer, byte[]? results)
    {
        if (results is null) return;
        writer.WritePropertyName(SafeguardResults.Name);
        writer.WriteRawValue(results, skipInputValidation: true);
    }

    private static void WriteUsage(Utf8JsonWriter writer, TokenBuckets tokens, bool isMessage)
    {
        writer.WritePropertyName("usage");
        WriteUsageObject(writer, tokens, isMessage);
    }

    private static void WriteUsageObject(Utf8JsonWriter writer, TokenBuckets tokens, bool isMessage)
    {
        writer.WriteStartObject();
        writer.WriteNumber("input_tokens", tokens.InputUncached);
        writer.WriteNumber("cache_creation_input_tokens", tokens.CacheWrite5m + tokens.CacheWrite1h);
        writer.WriteNumber("cache_read_input_tokens", tokens.CacheRead);
        writer.WriteNumber("output_tokens", tokens.Output);
        WriteReasoning(writer, tokens.OutputReasoning);
        writer.WriteNull("server_tool_use");
        if (isMessage)
        {
            writer.WriteStartObject("cache_creation");
            writer.WriteNumber("ephemeral_5m_input_tokens", tokens.CacheWrite5m);
            writer.WriteNumber("ephemeral_1h_input_tokens", tokens.CacheWrite1h);
            writer.WriteEndObject();
            writer.WriteNull("service_tier");
            writer.WriteNull("inference_geo");
            writer.WriteNull("speed");
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes null for no tokens, because most providers do not report them.</summary>
    private static void WriteReasoning(Utf8JsonWriter writer, long tokens)
    {
        writer.WritePropertyName("output_tokens_details");
        if (tokens == 0)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteNumber("thinking_tokens", tokens);
        writer.WriteEndObject();
    }
}
