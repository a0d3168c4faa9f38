namespace JusInfer.Portal.Routing.Costs;

/// <summary>The part of a conversation that is in the cache of a target.</summary>
/// <param name="Target">The target.</param>
/// <param name="Tokens">The tokens of the prefix; zero if nothing is cached.</param>
/// <param name="LastUsed">The last call that read or wrote it.</param>
internal readonly record struct WarmPrefix(TargetKey Target, long Tokens, DateTimeOffset LastUsed)
{
    /// <summary>The lifetime of what the client marks with <c>"ttl": "1h"</c>.</summary>
    private static readonly TimeSpan LongLifetime = TimeSpan.FromHours(1);

    /// <summary>The first tokens of the prefix that stay in the cache for an hour; zero if the client does not mark them so.</summary>
    public long LongTokens { get; init; }

    /// <summary>The tokens that a call at <paramref name="at"/> reads if its first <paramref name="stable"/> tokens are those of the call before.</summary>
    public long TokensAt(DateTimeOffset at, long stable, CacheRules cache)
    {
        var age = at - LastUsed;
        return Math.Min(stable, age <= cache.Lifetime ? Tokens : age <= LongLifetime ? LongTokens : 0);
    }

    public WarmPrefix ShortenedTo(long stable) =>
        this with { Tokens = Math.Min(Tokens, stable), LongTokens = Math.Min(LongTokens, stable) };

    /// <summary>The prefix after a call that used it.</summary>
    /// <param name="tokens">The tokens that are cached now.</param>
    /// <param name="call">The call.</param>
    public WarmPrefix After(long tokens, in BilledCall call)
    {
        var live = call.At - LastUsed <= LongLifetime ? LongTokens : 0;

        // What lives longer comes first in a prompt. What is written for an hour ends where the call's reads and such writes end.
        var written = call.LongCacheWrite > 0 ? call.Tokens.CacheRead + call.LongCacheWrite : 0;
        return new WarmPrefix(Target, tokens, call.At) { LongTokens = Math.Min(tokens, Math.Max(live, written)) };
    }
}
