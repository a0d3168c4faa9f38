using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Errors;

/// <summary>
/// An error for the client: what went wrong, where, and what to do. Each client dialect renders it in its own format. It never contains a
/// credential or a stack trace. The only foreign text in it is a provider's message, truncated.
/// </summary>
internal sealed record GatewayError(int Status, string Code, string Message)
{
    private static readonly TimeSpan DrainingRetryAfter = TimeSpan.FromSeconds(2);

    /// <summary>The JSON path of the invalid field, or the name of the invalid header or parameter.</summary>
    public string? Param { get; init; }

    /// <summary>A more specific code of the client's dialect, if its client libraries act on it.</summary>
    public string? DialectCode { get; init; }

    /// <summary>The time after which to retry; null if waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The limit that was exceeded, for example <c>key.requests_per_minute</c>.</summary>
    public string? Scope { get; init; }

    /// <summary>The failed attempts of the call, in order; empty if no provider was called.</summary>
    public IReadOnlyList<AttemptRecord> Attempts { get; init; } = [];

    /// <summary>
    /// Sends a header that makes client libraries not retry, although the status alone would make them retry. For rejections that a retry
    /// cannot change, and for failures that the gateway has already retried.
    /// </summary>
    public bool FinalForClient { get; init; }

    /// <summary>
    /// A later retry may succeed. The error is reported as retryable even if <see cref="FinalForClient"/> asks client libraries not to
    /// retry automatically.
    /// </summary>
    public bool IsTransient { get; init; }

    /// <summary>OpenAI's error type.</summary>
    public string Type => Status switch
    {
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status402PaymentRequired => "insufficient_quota",
        StatusCodes.Status403Forbidden => "permission_error",
        StatusCodes.Status404NotFound => "not_found_error",
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };

    public bool IsRetryable => (IsTransient || !FinalForClient) && Status is 408 or 409 or 429 or >= 500;

    public static GatewayError InvalidRequest(string message, string? param = null) =>
        new(StatusCodes.Status400BadRequest, ErrorCodes.InvalidRequest, message) { Param = param };

    public static GatewayError InvalidKey(string message) =>
        new(StatusCodes.Status401Unauthorized, ErrorCodes.InvalidKey, message) { FinalForClient = true };

    public static GatewayError TooLarge(long maxBytes) => new(
        StatusCodes.Status413PayloadTooLarge,
        ErrorCodes.RequestTooLarge,
        $"The request body is larger than the maximum of {Size(maxBytes)}. Send less context, or send images by URL.");

    /// <summary>For the usage record only, because the client is gone. 499 is nginx's status for it.</summary>
    public static readonly GatewayError ClientClosed = new(
        StatusCodes.Status499ClientClosedRequest, "CLIENT_CLOSED", "The client disconnected before the answer began.");

    /// <summary>Rejects new calls while the process stops.</summary>
    public static readonly GatewayError Draining = new(
        StatusCodes.Status503ServiceUnavailable,
        ErrorCodes.Overloaded,
        "This node is shutting down and accepts no new calls. Send the request again; another node will handle it.")
    {
        RetryAfter = DrainingRetryAfter,
    };

    /// <summary>Ends a call that is still running when the drain timeout is over.</summary>
    public static readonly GatewayError ShuttingDown = new(
        StatusCodes.Status503ServiceUnavailable,
        ErrorCodes.Overloaded,
        "This node is shutting down and could not finish the answer in time. Send the request again; another node will handle it.")
    {
        RetryAfter = DrainingRetryAfter,
    };

    public static GatewayError Upstream(string message) =>
        new(StatusCodes.Status502BadGateway, ErrorCodes.UpstreamError, message) { FinalForClient = true };

    /// <summary>A number of bytes as text for a message.</summary>
    public static string Size(long bytes) => bytes % (1024 * 1024) == 0 ? $"{bytes / (1024 * 1024)} MiB" : $"{bytes} bytes";
}
