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
        WriteSafeguards(writer, safeguards);
        WriteUsage(writer, usage);
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
        WriteUsage(writer, call.Usage.Tokens);
        writer.WritePropertyName(CallExtension.Name);
        CallExtension.Write(writer, call);
        writer.WriteEndObject();
    }

    /// <summary>A usage object.</summary>
    public static byte[] Usage(TokenBuckets tokens)
    {
        var json = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(json)) WriteUsageObject(writer, tokens);
        return json.WrittenSpan.ToArray();
    }

    private static void WriteStop(Utf8JsonWriter writer, ReadOnlySpan<byte> reason, ReadOnlySpan<byte> sequence)
    {
        writer.WritePropertyName("stop_reason");
        writer.WriteRawValue(reason, skipInputValidation: true);
        writer.WritePropertyName("stop_sequence");
        writer.WriteRawValue(sequence, skipInputValidation: true);
    }

    private static void WriteSafeguards(Utf8JsonWriter writer, byte[]? results)
    {
        if (results is null) return;
        writer.WritePropertyName(SafeguardResults.Name);
        writer.WriteRawValue(results, skipInputValidation: true);
    }

    private static void WriteUsage(Utf8JsonWriter writer, TokenBuckets tokens)
    {
        writer.WritePropertyName("usage");
        WriteUsageObject(writer, tokens);
    }

    private static void WriteUsageObject(Utf8JsonWriter writer, TokenBuckets tokens)
    {
        writer.WriteStartObject();
        writer.WriteNumber("input_tokens", tokens.InputUncached);
        writer.WriteNumber("cache_creation_input_tokens", tokens.CacheWrite5m + tokens.CacheWrite1h);
        writer.WriteNumber("cache_read_input_tokens", tokens.CacheRead);
        writer.WriteNumber("output_tokens", tokens.Output);
        writer.WriteEndObject();
    }
}
