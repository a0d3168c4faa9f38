namespace JusInfer.Portal.Admission;

/// <summary>Which limit binds.</summary>
internal enum RejectionReason
{
    RequestRate,
    TokenRate,
    Concurrency,
    MemberCap,
    KeyCap,
}

/// <summary>Why a call may not go on, in words for the caller.</summary>
/// <param name="Reason">The limit that binds.</param>
/// <param name="Message">What, where, and what to do.</param>
/// <param name="RetryAfter">When to come back; absent where waiting does not help.</param>
internal sealed record AdmissionRejection(RejectionReason Reason, string Message, TimeSpan? RetryAfter = null)
{
    public bool IsMoney => Reason is RejectionReason.MemberCap or RejectionReason.KeyCap;
}
