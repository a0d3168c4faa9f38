using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.JsonResponses;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>The cause of a failed attempt, which decides whether another attempt is made.</summary>
internal enum FailureKind
{
    /// <summary>A failure of the provider. Another attempt can succeed.</summary>
    Provider,

    /// <summary>A wrong configuration: the credential or the model's name at this provider. Another endpoint can succeed.</summary>
    Operator,

    /// <summary>
    /// The provider refused the call with a status such as 403 or 404. The reason is the configuration or the request, and another endpoint
    /// can succeed.
    /// </summary>
    Refused,

    /// <summary>
    /// The endpoint's dialect cannot express the request, and no request was sent. An endpoint with another dialect may support it.
    /// </summary>
    Unsupported,

    /// <summary>
    /// The request is too large for the endpoint, or has a field that it does not know. Another endpoint may accept it, which is tried
    /// once. Not a fault of the endpoint.
    /// </summary>
    Declined,

    /// <summary>An invalid request. Every attempt would fail in the same way.</summary>
    Caller,

    /// <summary>
    /// The provider rejects a signature of earlier reasoning, usually because another provider made it. The same target is called once more
    /// without signatures.
    /// </summary>
    Signature,

    /// <summary>
    /// The model wants earlier reasoning back that is lost. The same target is called once more, without reasoning.
    /// </summary>
    MissingReasoning,

    /// <summary>
    /// The answer is not the JSON that the request requires. The same target is asked once to correct it. Not a fault of the endpoint.
    /// </summary>
    InvalidAnswer,

    /// <summary>The answer calls tools wrongly, or there is none. The model that would have answered without routing repeats it. Not a fault of the endpoint.</summary>
    UnusableAnswer,

    /// <summary>The client disconnected, or the process stops. No other attempt is made.</summary>
    Canceled,
}

/// <summary>The reason why an attempt failed.</summary>
/// <param name="Kind">The cause.</param>
/// <param name="Reason">What happened, for the operator's log and the final error. Contains no bodies and no credentials.</param>
internal sealed record AttemptFailure(FailureKind Kind, string Reason)
{
    /// <summary>The reason for invalid JSON, as the end of a sentence that begins with the provider's name.</summary>
    public const string InvalidJsonReason = "did not answer with valid JSON";

    /// <summary>
    /// What the provider says about a failure that is not the caller's, for the operator, without keys. The client does not get it. A
    /// message about the request is in <see cref="Error"/> instead: it is not logged, because it can quote the prompt.
    /// </summary>
    public string? ProviderMessage
    {
        get;
        init => field = value is null ? null : MaskedText.Mask(value);
    }

    /// <summary>The provider's error code, as it was received; null if it gave none.</summary>
    public string? ProviderCode { get; init; }

    /// <summary>
    /// What the provider says is wrong with the request, in place of <see cref="ProviderMessage"/>. It can quote the prompt.
    /// </summary>
    public string? RequestMessage { get; init; }

    /// <summary>The failure without what the provider's message quotes from the request.</summary>
    public AttemptFailure WithoutQuotes(Call call) => ProviderMessage is not { } message || CertificateFault is not null
        ? this
        : this with { ProviderMessage = QuotedRequest.MaskIn(message, call.Context.Body.Memory, call.Target.Endpoint.Model) };

    /// <summary>The reason with the provider's message, for the operator.</summary>
    public string Explanation => ProviderMessage is null ? Reason : $"{Reason} ({ProviderMessage})";

    /// <summary>The time after which the provider allows another request.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The provider allows another attempt at the same endpoint.</summary>
    public bool MayRepeat { get; init; } = true;

    /// <summary>The stream ended or was cut, which has nothing to do with the request.</summary>
    public bool IsLost { get; init; }

    /// <summary>The provider's HTTP status; null if there was none, or if it was a success status and the answer was an error.</summary>
    public int? Status { get; init; }

    /// <summary>What the provider says is wrong with the operator's account; null if nothing.</summary>
    public AccountFault? AccountFault { get; init; }

    /// <summary>What is wrong with the certificate of the provider; null if nothing.</summary>
    public CertificateFault? CertificateFault { get; init; }

    /// <summary>The error for the client, if the request is invalid.</summary>
    public GatewayError? Error { get; init; }

    /// <summary>The outcome of the attempt in the usage record.</summary>
    public AttemptOutcome Outcome
    {
        get => Kind switch
        {
            FailureKind.Operator or FailureKind.Refused => AttemptOutcome.Refused,
            FailureKind.Caller or FailureKind.Declined or FailureKind.Unsupported or FailureKind.Signature
                or FailureKind.MissingReasoning => AttemptOutcome.Rejected,
            FailureKind.Canceled => AttemptOutcome.Abandoned,
            _ => field,
        };
        init;
    } = AttemptOutcome.Failed;

    public bool MayRetry => Kind is FailureKind.Provider or FailureKind.Operator or FailureKind.Refused or FailureKind.Unsupported;

    public static AttemptFailure OfProvider(string reason, TimeSpan? retryAfter = null) =>
        new(FailureKind.Provider, reason) { RetryAfter = retryAfter };

    /// <summary>A timeout.</summary>
    public static AttemptFailure TimedOut(string reason) => OfProvider(reason) with { Outcome = AttemptOutcome.TimedOut };

    /// <summary>The connection failed or was closed.</summary>
    public static AttemptFailure Unreachable(string reason) => OfProvider(reason) with { Outcome = AttemptOutcome.Unreachable };

    /// <summary>The provider rejects the request as invalid.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="reported">Its error.</param>
    /// <param name="status">Its HTTP status; null if that was a success status and the answer contained the error.</param>
    public static AttemptFailure OfCaller(Provider provider, UpstreamError reported, int? status = null)
    {
        var error = reported.IsOverflow
            ? new GatewayError(
                400,
                ErrorCodes.ContextLengthExceeded,
                $"The prompt is longer than the model's context. {provider.Id} says: {reported.Message}")
            {
                Param = "messages",
            }
            : new GatewayError(
                status ?? 400,
                status == 413 ? ErrorCodes.RequestTooLarge : ErrorCodes.InvalidRequest,
                $"{provider.Id} refused the request: {reported.Message}");
        var reason = $"{provider.Id} {(status is { } number ? $"answered {number}" : "reported an error")}";
        return new AttemptFailure(
            reported.IsSignatureRejection ? FailureKind.Signature
            : reported.IsMissingReasoning ? FailureKind.MissingReasoning
            : status == StatusCodes.Status413PayloadTooLarge || reported.IsUnknownField ? FailureKind.Declined
            : FailureKind.Caller,
            reported.IsSignatureRejection ? $"{reason}: it rejects a signature of earlier reasoning" : reason)
        {
            Status = status,
            Error = error,
            ProviderCode = reported.Code,
            RequestMessage = reported.Message,
        };
    }

    /// <summary>One request is larger than a limit of the provider: it can only become shorter.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="reported">Its error.</param>
    /// <param name="status">Its HTTP status.</param>
    public static AttemptFailure OfLargeRequest(Provider provider, UpstreamError reported, int status) =>
        new(FailureKind.Declined, $"{provider.Id} answered {status}: the request is too large for its limits")
        {
            Status = status,
            Error = new GatewayError(
                400, ErrorCodes.ContextLengthExceeded,
                $"The prompt is longer than {provider.Id} accepts in one request. It says: {reported.Message}")
            {
                Param = "messages",
            },
            ProviderCode = reported.Code,
            RequestMessage = reported.Message,
        };

    /// <summary>The answer is not the JSON that the request requires.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="invalid">The answer.</param>
    public static AttemptFailure OfInvalidJson(Provider provider, InvalidJson invalid) =>
        new(FailureKind.InvalidAnswer, $"{provider.Id} {InvalidJsonReason}")
        {
            Status = StatusCodes.Status200OK,
            Error = GatewayError.Upstream(
                $"The model did not answer with valid JSON, even when it was asked to correct its answer: {invalid.ForClient}. Send the request again, "
                + "simplify the schema, or request a model with structured outputs.") with
            {
                IsTransient = true,
            },
        };

    /// <summary>The answer is of no use to the client.</summary>
    public static AttemptFailure OfFault(Provider provider, ResponseFault fault) =>
        new(FailureKind.UnusableAnswer, $"{provider.Id} {Describe(fault)}") { Status = StatusCodes.Status200OK };

    public static readonly AttemptFailure ClientDisconnected = new(FailureKind.Canceled, "the client disconnected");

    public static readonly AttemptFailure ShuttingDown = new(FailureKind.Canceled, "the process stops");

    private static string Describe(ResponseFault fault) => fault switch
    {
        ResponseFault.UnknownTool => "called a tool that the request does not define",
        ResponseFault.InvalidArguments => "called a tool with arguments that are not a JSON object",
        ResponseFault.MissingArgument => "called a tool without a required argument",
        ResponseFault.Refused => "refused to answer",
        _ => "answered with neither text nor a tool call",
    };
}
