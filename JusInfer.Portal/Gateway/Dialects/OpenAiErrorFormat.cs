using System.Text.Json;
using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Dialects;

/// <summary>OpenAI's error envelope (platform.openai.com/docs/guides/error-codes), with a string code and the request's id.</summary>
internal sealed class OpenAiErrorFormat : IErrorFormat
{
    public static readonly OpenAiErrorFormat Instance = new();

    public void Write(Utf8JsonWriter writer, GatewayError error, string requestId)
    {
        writer.WriteStartObject();
        WriteProperty(writer, error, requestId);
        writer.WriteEndObject();
    }

    /// <summary>Writes the property <c>error</c> into the current object: a response, or a chunk of a stream.</summary>
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
        ErrorAttempts.Write(writer, error);
        writer.WriteEndObject();
    }
}
