using JusInfer.Portal.Admission;

namespace JusInfer.Portal.Gateway.Errors;

/// <summary>Admission's refusals as errors: rates are 429 and worth waiting for; money is 402, which no client library repeats.</summary>
internal static class RejectionErrors
{
    public static GatewayError Of(AdmissionRejection refusal) => refusal.IsMoney
        ? new GatewayError(402, ErrorCodes.CapReached, refusal.Message) { Scope = Scope(refusal.Reason), FinalForClient = true }
        : new GatewayError(429, ErrorCodes.RateLimit, refusal.Message) { Scope = Scope(refusal.Reason), RetryAfter = refusal.RetryAfter };

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
