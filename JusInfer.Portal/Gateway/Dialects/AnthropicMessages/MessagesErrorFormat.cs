using System.Text.Json;
using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// Anthropic's error envelope (docs.anthropic.com/en/api/errors), with Anthropic's error types, and with the code and the field that errors
/// of the other dialects have too.
/// </summary>
internal sealed class MessagesErrorFormat : IErrorFormat
{
    public static readonly MessagesErrorFormat Instance = new();

    private const string TooLong = "prompt is too long";

    public void Write(Utf8JsonWriter writer, GatewayError error, string requestId)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "error");
        writer.WriteStartObject("error");
        writer.WriteString("type", TypeOf(error.Status));
        writer.WriteString("message", MessageOf(error));
        writer.WriteString("code", error.Code);
        if (error.Param is { } param) writer.WriteString("param", param);
        if (error.DialectCode is { } dialectCode) WriteDetails(writer, dialectCode, error.Param);
        writer.WriteBoolean("retryable", error.IsRetryable);
        if (error.RetryAfter is { } wait) writer.WriteNumber("retry_after", ErrorResponse.WholeSeconds(wait));
        if (error.Scope is { } scope) writer.WriteString("scope", scope);
        ErrorAttempts.Write(writer, error);
        writer.WriteEndObject();
        writer.WriteString("request_id", requestId);
        writer.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter writer, string code, string? unsupported)
    {
        writer.WriteStartObject("details");
        writer.WriteString("error_code", code);
        writer.WriteStartArray("unsupported");
        if (unsupported is not null) writer.WriteStringValue(unsupported);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Agents that use this dialect compact the conversation when the message has Anthropic's own wording.</summary>
    private static string MessageOf(GatewayError error) =>
        error.Code == ErrorCodes.ContextLengthExceeded && !error.Message.Contains(TooLong, StringComparison.OrdinalIgnoreCase)
            ? $"{TooLong}: {error.Message}"
            : error.Message;

    private static string TypeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status402PaymentRequired => "billing_error",
        StatusCodes.Status403Forbidden => "permission_error",
        StatusCodes.Status404NotFound => "not_found_error",
        StatusCodes.Status413PayloadTooLarge => "request_too_large",
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        StatusCodes.Status503ServiceUnavailable => "overloaded_error",
        StatusCodes.Status504GatewayTimeout => "timeout_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };
}
