using System.Text.Encodings.Web;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Door;

/// <summary>What streams and whole messages that the gateway writes have in common.</summary>
internal static class MessagesEventWriter
{
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
        using (var writer = new Utf8JsonWriter(output, Readable)) AnthropicErrors.Write(writer, error, requestId);
        output.Append("\n\n"u8);
    }

    /// <summary>Writes the properties that a message begins with into an object that is open.</summary>
    public static void WriteHead(Utf8JsonWriter writer, Call call)
    {
        writer.WriteString("id", $"msg_{call.Id}");
        writer.WriteString("type", "message");
        writer.WriteString("role", "assistant");
        writer.WriteString("model", call.Target.Model.Id);
    }

    public static void WriteUsage(Utf8JsonWriter writer, TokenBuckets tokens)
    {
        writer.WriteStartObject("usage");
        writer.WriteNumber("input_tokens", tokens.InputUncached);
        writer.WriteNumber("cache_creation_input_tokens", tokens.CacheWrite5m + tokens.CacheWrite1h);
        writer.WriteNumber("cache_read_input_tokens", tokens.CacheRead);
        writer.WriteNumber("output_tokens", tokens.Output);
        writer.WriteEndObject();
    }
}
