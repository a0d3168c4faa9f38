using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>Whose fault a failed attempt is, and so who can mend it.</summary>
internal enum FailureKind
{
    /// <summary>The provider's: another attempt may do better.</summary>
    Provider,

    /// <summary>The operator's: the credential or the model's name at this provider is wrong. Another endpoint may do better.</summary>
    Operator,

    /// <summary>
    /// The endpoint's dialect cannot express the request, and no request was sent. An endpoint with another dialect may support it.
    /// </summary>
    Unsupported,

    /// <summary>The caller's: every attempt would fail alike.</summary>
    Caller,

    /// <summary>Nobody's: the client disconnected, or the process stops. No other attempt is made.</summary>
    Canceled,
}

/// <summary>Why an attempt gave no answer.</summary>
/// <param name="Kind">Whose fault.</param>
/// <param name="Reason">For the operator's log and the final error: what happened, without bodies or credentials.</param>
internal sealed record AttemptFailure(FailureKind Kind, string Reason)
{
    /// <summary>The provider's own words, for the caller alone: they may quote the prompt, so no log sees them.</summary>
    public string? Quote { get; init; }

    /// <summary>The provider's wish as to when to come back.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The provider's HTTP status; absent where none came, or where it was a success that turned out to be none.</summary>
    public int? Status { get; init; }

    /// <summary>What the caller is told, where it is the caller's fault.</summary>
    public GatewayError? Error { get; init; }

    /// <summary>What the records say of it.</summary>
    public AttemptOutcome Outcome
    {
        get => Kind switch
        {
            FailureKind.Operator => AttemptOutcome.Refused,
            FailureKind.Caller or FailureKind.Unsupported => AttemptOutcome.Rejected,
            FailureKind.Canceled => AttemptOutcome.Abandoned,
            _ => field,
        };
        init;
    } = AttemptOutcome.Failed;

    public bool MayRetry => Kind is FailureKind.Provider or FailureKind.Operator or FailureKind.Unsupported;

    public static AttemptFailure OfProvider(string reason, TimeSpan? retryAfter = null) =>
        new(FailureKind.Provider, reason) { RetryAfter = retryAfter };

    /// <summary>Nothing came in time.</summary>
    public static AttemptFailure Late(string reason) => OfProvider(reason) with { Outcome = AttemptOutcome.TimedOut };

    /// <summary>No connection, or none that held.</summary>
    public static AttemptFailure NotReached(string reason) => OfProvider(reason) with { Outcome = AttemptOutcome.Unreachable };

    /// <summary>The provider rejects the request itself.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="said">Its error.</param>
    /// <param name="status">Its status; null where that was a success and the error came in the answer.</param>
    public static AttemptFailure OfCaller(Provider provider, UpstreamError said, int? status = null)
    {
        var error = said.IsOverflow
            ? new GatewayError(
                400, ErrorCodes.ContextLengthExceeded, $"The prompt is longer than the model's context. {provider.Id} says: {said.Message}")
            {
                Param = "messages",
            }
            : new GatewayError(
                status ?? 400,
                status == 413 ? ErrorCodes.RequestTooLarge : ErrorCodes.InvalidRequest,
                $"{provider.Id} refused the request: {said.Message}");
        return new AttemptFailure(
            FailureKind.Caller, $"{provider.Id} {(status is { } number ? $"answered {number}" : "reported an error")}")
        {
            Status = status,
            Error = error,
        };
    }

    public static readonly AttemptFailure ClientGone = new(FailureKind.Canceled, "the client hung up");

    public static readonly AttemptFailure ShuttingDown = new(FailureKind.Canceled, "the process stops");
}
