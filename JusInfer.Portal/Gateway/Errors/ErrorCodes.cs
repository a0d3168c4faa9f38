namespace JusInfer.Portal.Gateway.Errors;

/// <summary>The error codes of the data plane. Clients rely on them.</summary>
internal static class ErrorCodes
{
    public const string InvalidRequest = "INVALID_REQUEST";
    public const string Unsupported = "UNSUPPORTED";
    public const string InvalidKey = "INVALID_KEY";
    public const string CapReached = "CAP_REACHED";
    public const string WalletEmpty = "WALLET_EMPTY";
    public const string RunBudgetReached = "RUN_BUDGET_REACHED";
    public const string ModelNotAllowed = "MODEL_NOT_ALLOWED";
    public const string Forbidden = "FORBIDDEN";
    public const string RunPaused = "RUN_PAUSED";
    public const string KeyPaused = "KEY_PAUSED";
    public const string ModelNotFound = "MODEL_NOT_FOUND";
    public const string NotFound = "NOT_FOUND";
    public const string ContextLengthExceeded = "context_length_exceeded";
    public const string RequestTooLarge = "REQUEST_TOO_LARGE";
    public const string RateLimit = "RATE_LIMIT";
    public const string UpstreamError = "UPSTREAM_ERROR";
    public const string Internal = "INTERNAL";
    public const string Overloaded = "OVERLOADED";
}
