using System.Text.Encodings.Web;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Errors;

/// <summary>OpenAI's error envelope (platform.openai.com/docs/guides/error-codes), with a string code and the request's id.</summary>
internal static class OpenAiErrors
{
    /// <summary>People read these in terminals: quotes and dashes stay what they are. Nothing here is ever put into a page.</summary>
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Render(GatewayError error, string requestId)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            WriteProperty(writer, error, requestId);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Writes the property <c>error</c> into an object that is open: an answer, or a chunk of a stream.</summary>
    public static void WriteProperty(Utf8JsonWriter writer, GatewayError error, string requestId)
    {
        writer.WriteStartObject("error");
        writer.WriteString("message", error.Message);
        writer.WriteString("type", error.Type);
        writer.WriteString("code", error.Code);
        writer.WriteString("param", error.Param);
        writer.WriteString("request_id", requestId);
        writer.WriteBoolean("retryable", error.IsRetryable);
        if (error.RetryAfter is { } wait) writer.WriteNumber("retry_after", ErrorResponse.WholeSeconds(wait));
        if (error.Scope is { } scope) writer.WriteString("scope", scope);
        writer.WriteEndObject();
    }
}
