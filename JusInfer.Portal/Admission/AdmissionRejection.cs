namespace JusInfer.Portal.Admission;

/// <summary>The limit that a call exceeds.</summary>
internal enum RejectionReason
{
    RequestRate,
    TokenRate,
    Concurrency,
    MemberCap,
    KeyCap,
}

/// <summary>Why a call is rejected.</summary>
/// <param name="Reason">The limit that the call exceeds.</param>
/// <param name="Message">The message for the client: what happened, where, and what to do.</param>
/// <param name="RetryAfter">The time after which to retry; null if waiting does not help.</param>
internal sealed record AdmissionRejection(RejectionReason Reason, string Message, TimeSpan? RetryAfter = null)
{
    public bool IsMoney => Reason is RejectionReason.MemberCap or RejectionReason.KeyCap;
}
