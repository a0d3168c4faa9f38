using System.Text.Json;
using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Dialects.Gemini;

/// <summary>
/// Google's errors (google.aip.dev/193): the numeric status as <c>code</c>, its canonical name as <c>status</c>. The gateway's code is the
/// reason in the details; clients read the time until a retry from there too.
/// </summary>
internal sealed class GeminiErrorFormat : IErrorFormat
{
    public static readonly GeminiErrorFormat Instance = new();

    public void Write(Utf8JsonWriter writer, GatewayError error, string requestId)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error");
        writer.WriteNumber("code", error.Status);
        writer.WriteString("message", error.Message);
        writer.WriteString("status", StatusName(error.Status));
        writer.WriteStartArray("details");
        WriteReason(writer, error, requestId);
        if (error.RetryAfter is { } wait) WriteRetry(writer, wait);
        writer.WriteEndArray();
        ErrorAttempts.Write(writer, error);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteReason(Utf8JsonWriter writer, GatewayError error, string requestId)
    {
        writer.WriteStartObject();
        writer.WriteString("@type", "type.googleapis.com/google.rpc.ErrorInfo");
        writer.WriteString("reason", error.Code);
        writer.WriteString("domain", "jusinfer");
        writer.WriteStartObject("metadata");
        writer.WriteString("request_id", requestId);
        if (error.Param is { } param) writer.WriteString("param", param);
        if (error.Scope is { } scope) writer.WriteString("scope", scope);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteRetry(Utf8JsonWriter writer, TimeSpan wait)
    {
        writer.WriteStartObject();
        writer.WriteString("@type", "type.googleapis.com/google.rpc.RetryInfo");
        writer.WriteString("retryDelay", $"{ErrorResponse.WholeSeconds(wait)}s");
        writer.WriteEndObject();
    }

    /// <summary>The name of google.rpc.Code for an HTTP status.</summary>
    private static string StatusName(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "UNAUTHENTICATED",
        StatusCodes.Status402PaymentRequired => "FAILED_PRECONDITION",
        StatusCodes.Status403Forbidden => "PERMISSION_DENIED",
        StatusCodes.Status404NotFound => "NOT_FOUND",
        StatusCodes.Status409Conflict => "ABORTED",
        StatusCodes.Status429TooManyRequests => "RESOURCE_EXHAUSTED",
        StatusCodes.Status500InternalServerError => "INTERNAL",
        > StatusCodes.Status500InternalServerError => "UNAVAILABLE",
        _ => "INVALID_ARGUMENT",
    };
}
