using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Admission.Rates;

/// <summary>The rate limiters of keys, members and teams.</summary>
/// <param name="time">The clock.</param>
/// <param name="exchange">The leases of this node, if several nodes share the store.</param>
internal sealed class RateLimiters(TimeProvider time, RateExchange? exchange = null)
{
    /// <summary>As long as a key is cached, its calls share one object.</summary>
    private readonly ConditionalWeakTable<KeyHolder, CallRates> known = [];

    private readonly ConcurrentDictionary<KeyId, RateLimiter> keys = new();
    private readonly ConcurrentDictionary<MemberId, RateLimiter> members = new();
    private readonly ConcurrentDictionary<TeamId, RateLimiter> teams = new();

    /// <summary>The rates that apply to the calls of a key: its own, and those of its member and its team if they are limited.</summary>
    public CallRates Of(KeyHolder holder) => known.TryGetValue(holder, out var rates) ? rates : known.GetValue(holder, Create);

    private CallRates Create(KeyHolder holder)
    {
        var (key, ofMember, ofTeam, team) = (holder.Key.Terms, holder.Member.Rates, holder.TeamRates, holder.Key.TeamId);
        return new CallRates(
            team,
            new ScopedRates(
                RateScope.Key, Of(keys, holder.Key.Id, team, static id => AllowanceSubject.From(id)), key.RequestsPerMinute, key.TokensPerMinute, key.Concurrency),
            ofMember.IsUnlimited
                ? default
                : ScopedRates.Create(
                    RateScope.Member, Of(members, holder.Member.Id, team, static id => AllowanceSubject.From(id)), ofMember),
            ofTeam.IsUnlimited
                ? default
                : ScopedRates.Create(RateScope.Team, Of(teams, team, team, static _ => AllowanceSubject.Team), ofTeam),
            time);
    }

    private RateLimiter Of<TId>(ConcurrentDictionary<TId, RateLimiter> limiters, TId id, TeamId team, Func<TId, AllowanceSubject> subjectOf)
        where TId : notnull
    {
        if (limiters.TryGetValue(id, out var known)) return known;
        var added = new RateLimiter(subjectOf(id), exchange is not null, time);
        var limiter = limiters.GetOrAdd(id, added);
        if (limiter == added && added.Leases is { } leases)
        {
            foreach (var lease in leases.All) exchange!.Add(team, lease);
        }

        return limiter;
    }
}
