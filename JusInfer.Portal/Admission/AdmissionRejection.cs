namespace JusInfer.Portal.Admission;

/// <summary>The kind of limit that a call exceeds.</summary>
internal enum RejectionReason
{
    RequestRate,
    TokenRate,
    Concurrency,
    Budget,
    RunBudget,
    Wallet,
}

/// <summary>Why a call is rejected.</summary>
/// <param name="Reason">The kind of limit that the call exceeds.</param>
/// <param name="Scope">The name of the limit, for example <c>key.requests_per_minute</c> or <c>member.month</c>.</param>
/// <param name="Message">The message for the client: what happened, where, and what to do.</param>
/// <param name="RetryAfter">The time after which to retry; null if waiting does not help.</param>
internal sealed record AdmissionRejection(RejectionReason Reason, string Scope, string Message, TimeSpan? RetryAfter = null)
{
    public bool IsMoney => Reason is RejectionReason.Budget or RejectionReason.RunBudget or RejectionReason.Wallet;
}
