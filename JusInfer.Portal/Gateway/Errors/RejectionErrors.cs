using JusInfer.Portal.Admission;

namespace JusInfer.Portal.Gateway.Errors;

/// <summary>
/// Converts rejections by admission to errors. An exceeded rate is a 429 and can be retried later. An exceeded budget is a 402, which client
/// libraries do not retry.
/// </summary>
internal static class RejectionErrors
{
    public static GatewayError Of(AdmissionRejection rejection) => rejection.IsMoney
        ? new GatewayError(402, ErrorCodes.CapReached, rejection.Message) { Scope = Scope(rejection.Reason), FinalForClient = true }
        : new GatewayError(429, ErrorCodes.RateLimit, rejection.Message) { Scope = Scope(rejection.Reason), RetryAfter = rejection.RetryAfter };

    private static string Scope(RejectionReason reason) => reason switch
    {
        RejectionReason.RequestRate => "key.requests_per_minute",
        RejectionReason.TokenRate => "key.tokens_per_minute",
        RejectionReason.Concurrency => "key.concurrency",
        RejectionReason.MemberCap => "member.monthly_cap",
        RejectionReason.KeyCap => "key.monthly_cap",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "No such limit."),
    };
}
