using JusInfer.Portal.Admission;

namespace JusInfer.Portal.Gateway.Errors;

/// <summary>
/// Converts rejections by admission to errors. An exceeded rate is a 429 and can be retried later. An exceeded budget is a 402, which client
/// libraries do not retry.
/// </summary>
internal static class RejectionErrors
{
    public static GatewayError From(AdmissionRejection rejection) => rejection.IsMoney
        ? new GatewayError(402, CodeOf(rejection.Reason), rejection.Message)
        {
            Scope = rejection.Scope,
            RetryAfter = rejection.RetryAfter,
            FinalForClient = rejection.RetryAfter is null,
        }
        : new GatewayError(429, ErrorCodes.RateLimit, rejection.Message) { Scope = rejection.Scope, RetryAfter = rejection.RetryAfter };

    private static string CodeOf(RejectionReason reason) => reason switch
    {
        RejectionReason.Wallet => ErrorCodes.WalletEmpty,
        RejectionReason.RunBudget => ErrorCodes.RunBudgetReached,
        _ => ErrorCodes.CapReached,
    };
}
