using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Errors;

/// <summary>
/// What went wrong with a call, for the caller: what, where, and what to do. One form, rendered in the caller's dialect. Never holds a
/// credential or a stack trace; a provider's own words, shortened, are the only text in it that is not the gateway's.
/// </summary>
internal sealed record GatewayError(int Status, string Code, string Message)
{
    private static readonly TimeSpan DrainingRetryAfter = TimeSpan.FromSeconds(2);

    /// <summary>The field at fault, by its JSON path.</summary>
    public string? Param { get; init; }

    /// <summary>A finer code that the caller's dialect has for it, where its client libraries act on that.</summary>
    public string? DialectCode { get; init; }

    /// <summary>When to come back; absent where waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Which limit binds.</summary>
    public string? Scope { get; init; }

    /// <summary>What was tried in vain for this call, in order; empty where no provider was asked.</summary>
    public IReadOnlyList<AttemptRecord> Attempts { get; init; } = [];

    /// <summary>
    /// A client library would repeat the call by the status alone; this says not to. For refusals that a repetition cannot mend, and for
    /// failures that were already retried here.
    /// </summary>
    public bool FinalForClient { get; init; }

    /// <summary>
    /// Whoever waits a while may ask again, though a client library had better not do it by itself: what failed was retried here, and may
    /// be over by then.
    /// </summary>
    public bool MayPass { get; init; }

    /// <summary>OpenAI's word for the kind of error.</summary>
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

    public bool IsRetryable => (MayPass || !FinalForClient) && Status is 408 or 409 or 429 or >= 500;

    public static GatewayError InvalidRequest(string message, string? param = null) =>
        new(StatusCodes.Status400BadRequest, ErrorCodes.InvalidRequest, message) { Param = param };

    public static GatewayError InvalidKey(string message) => new(StatusCodes.Status401Unauthorized, ErrorCodes.InvalidKey, message);

    public static GatewayError TooLarge(long mostBytes) => new(
        StatusCodes.Status413PayloadTooLarge,
        ErrorCodes.RequestTooLarge,
        $"The request body is larger than the {Size(mostBytes)} that this gateway takes. Send less context, or images by URL.");

    /// <summary>For the record alone: there is nobody left to read it. 499 is nginx's number for it.</summary>
    public static readonly GatewayError ClientClosed = new(
        StatusCodes.Status499ClientClosedRequest, "CLIENT_CLOSED", "The client hung up before an answer began.");

    /// <summary>Rejects new calls while the process stops.</summary>
    public static readonly GatewayError Draining = new(
        StatusCodes.Status503ServiceUnavailable,
        ErrorCodes.Overloaded,
        "This node is shutting down and takes no new calls. Send the request again; another node will take it.")
    {
        RetryAfter = DrainingRetryAfter,
    };

    /// <summary>Ends a call that still runs when the time to finish is over.</summary>
    public static readonly GatewayError ShuttingDown = new(
        StatusCodes.Status503ServiceUnavailable,
        ErrorCodes.Overloaded,
        "This node is shutting down and could not finish the answer in time. Send the request again; another node will take it.")
    {
        RetryAfter = DrainingRetryAfter,
    };

    public static GatewayError Upstream(string message) =>
        new(StatusCodes.Status502BadGateway, ErrorCodes.UpstreamError, message) { FinalForClient = true };

    private static string Size(long bytes) => bytes % (1024 * 1024) == 0 ? $"{bytes / (1024 * 1024)} MiB" : $"{bytes} bytes";
}
