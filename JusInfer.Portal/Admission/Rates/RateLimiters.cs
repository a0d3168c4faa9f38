using System.Collections.Concurrent;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Admission.Rates;

/// <summary>The rate limiters of keys, members and teams. Local to this process.</summary>
internal sealed class RateLimiters(TimeProvider time)
{
    private readonly ConcurrentDictionary<KeyId, RateLimiter> keys = new();
    private readonly ConcurrentDictionary<MemberId, RateLimiter> members = new();
    private readonly ConcurrentDictionary<TenantId, RateLimiter> tenants = new();

    /// <summary>The rates that apply to the calls of a key: its own, and those of its member and its team if they are limited.</summary>
    public CallRates Of(KeyHolder holder)
    {
        var (key, ofMember, ofTenant) = (holder.Key.Limits, holder.Member.Rates, holder.TenantRates);
        return new CallRates(
            new ScopedRates(RateScope.Key, Of(keys, holder.Key.Id), key.RequestsPerMinute, key.TokensPerMinute, key.Concurrency),
            ofMember.IsUnlimited ? default : ScopedRates.Of(RateScope.Member, Of(members, holder.Member.Id), ofMember),
            ofTenant.IsUnlimited ? default : ScopedRates.Of(RateScope.Tenant, Of(tenants, holder.Key.TenantId), ofTenant),
            time);
    }

    private RateLimiter Of<TId>(ConcurrentDictionary<TId, RateLimiter> limiters, TId id)
        where TId : notnull =>
        limiters.TryGetValue(id, out var limiter)
            ? limiter
            : limiters.GetOrAdd(id, static (_, time) => new RateLimiter(time.TimestampFrequency), time);
}
