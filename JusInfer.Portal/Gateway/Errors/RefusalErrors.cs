using JusInfer.Portal.Admission;

namespace JusInfer.Portal.Gateway.Errors;

/// <summary>Admission's refusals as errors: rates are 429 and worth waiting for; money is 402, which no client library repeats.</summary>
internal static class RefusalErrors
{
    public static GatewayError Of(Refusal refusal) => refusal.IsMoney
        ? new GatewayError(402, ErrorCodes.CapReached, refusal.Message) { Scope = Scope(refusal.Reason), FinalForClient = true }
        : new GatewayError(429, ErrorCodes.RateLimit, refusal.Message) { Scope = Scope(refusal.Reason), RetryAfter = refusal.RetryAfter };

    private static string Scope(RefusalReason reason) => reason switch
    {
        RefusalReason.RequestRate => "key.requests_per_minute",
        RefusalReason.TokenRate => "key.tokens_per_minute",
        RefusalReason.Concurrency => "key.concurrency",
        RefusalReason.MemberCap => "member.monthly_cap",
        RefusalReason.KeyCap => "key.monthly_cap",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "No such limit."),
    };
}
