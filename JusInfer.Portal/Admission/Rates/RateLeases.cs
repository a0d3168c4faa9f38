using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Admission.Rates;

/// <summary>What this node has leased of the rates of one key, member or team.</summary>
internal sealed class RateLeases(AllowanceSubject subject, RateLimiter limiter, TimeProvider time)
{
    public CellLease Requests { get; } = new(new RateId(subject, RateUnit.Requests), limiter.Requests, time);

    public CellLease Tokens { get; } = new(new RateId(subject, RateUnit.Tokens), limiter.Tokens, time);

    public CallLease Calls { get; } = new(new RateId(subject, RateUnit.ConcurrentCalls), limiter, time);

    public IEnumerable<RateLease> All => [Requests, Tokens, Calls];
}
