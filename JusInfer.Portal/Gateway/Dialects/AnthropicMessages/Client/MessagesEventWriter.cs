using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>What streams and whole messages that the gateway writes have in common.</summary>
internal static class MessagesEventWriter
{
    public static ReadOnlySpan<byte> Ping => "event: ping\ndata: {\"type\":\"ping\"}\n\n"u8;

    /// <summary>Texts are read by people and by models: letters stay what they are.</summary>
    public static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>A valid event, last in a stream that broke off; no <c>message_stop</c> follows.</summary>
    public static void WriteError(PooledBuffer output, GatewayError error, string requestId)
    {
        output.Append("event: error\ndata: "u8);
        using (var writer = new Utf8JsonWriter(output, Readable)) MessagesErrorFormat.Instance.Write(writer, error, requestId);
        output.Append("\n\n"u8);
    }

    /// <summary>Writes the properties that a message begins with into an object that is open.</summary>
    public static void WriteHead(Utf8JsonWriter writer, Call call)
    {
        writer.WriteString("id", $"msg_{call.Context.Id}");
        writer.WriteString("type", "message");
        writer.WriteString("role", "assistant");
        writer.WriteString("model", call.Target.Model.Id);
    }

    /// <summary>Writes the message that a stream starts with, as yet without content, into an object that is open.</summary>
    public static void WriteStart(Utf8JsonWriter writer, Call call, TokenBuckets usage)
    {
        writer.WriteStartObject("message");
        WriteHead(writer, call);
        writer.WriteStartArray("content");
        writer.WriteEndArray();
        writer.WriteNull("stop_reason");
        writer.WriteNull("stop_sequence");
        var estimate = new TokenBuckets { InputUncached = call.Context.Request.Features.InputTokens, OutputText = 1 };
        WriteUsage(writer, usage.Input > 0 ? usage : estimate);
        writer.WriteEndObject();
    }

    /// <summary>A usage object.</summary>
    public static byte[] Usage(TokenBuckets tokens)
    {
        var json = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(json)) WriteUsageObject(writer, tokens);
        return json.WrittenSpan.ToArray();
    }

    public static void WriteUsage(Utf8JsonWriter writer, TokenBuckets tokens)
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
