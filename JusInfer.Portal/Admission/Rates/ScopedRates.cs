using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Admission.Rates;

/// <summary>The rate limiter of one scope of a call, with its limits. The default has no limits.</summary>
/// <param name="Scope">What the limits apply to.</param>
/// <param name="Limiter">The rate limiter; null if the scope has no limits.</param>
/// <param name="RequestsPerMinute">Null if unlimited.</param>
/// <param name="TokensPerMinute">Null if unlimited.</param>
/// <param name="Concurrency">Null if unlimited.</param>
internal readonly record struct ScopedRates(
    RateScope Scope, RateLimiter? Limiter, int? RequestsPerMinute, int? TokensPerMinute, int? Concurrency)
{
    public static ScopedRates Create(RateScope scope, RateLimiter limiter, RateLimits limits) =>
        new(scope, limiter, limits.RequestsPerMinute, limits.TokensPerMinute, limits.Concurrency);

    /// <summary>The limit of requests or tokens per minute; null if there is none.</summary>
    public int? LimitOf(LimitKind kind) => kind == LimitKind.RequestsPerMinute ? RequestsPerMinute : TokensPerMinute;

    /// <summary>The calls that run on all nodes, as far as this one knows.</summary>
    public int Running => Limiter!.Running + (Limiter.Leases?.Calls.Others ?? 0);

    /// <summary>No call may start on this node, because of those that drain.</summary>
    public bool HasTooManyOpen => Concurrency is { } calls && Limiter!.Running + Limiter.Draining >= RateLimiter.MaxOpen(calls);

    /// <summary>What this node has leased of the rate of requests or tokens, of a scope with limits that several nodes share.</summary>
    public CellLease LeaseOf(LimitKind kind) => kind == LimitKind.RequestsPerMinute ? Limiter!.Leases!.Requests : Limiter!.Leases!.Tokens;

    /// <summary>The rate of requests or tokens, of a scope with limits.</summary>
    public Gcra RateOf(LimitKind kind) => kind == LimitKind.RequestsPerMinute ? Limiter!.Requests : Limiter!.Tokens;
}
