namespace JusInfer.Portal.Routing.Costs;

/// <summary>The part of a conversation that is in the cache of a target.</summary>
/// <param name="Target">The target.</param>
/// <param name="Tokens">The tokens of the prefix; zero if nothing is cached.</param>
/// <param name="LastUsed">The last call that read or wrote it.</param>
internal readonly record struct WarmPrefix(TargetKey Target, long Tokens, DateTimeOffset LastUsed)
{
    /// <summary>The tokens that a call at <paramref name="at"/> reads if its first <paramref name="stable"/> tokens are those of the call before.</summary>
    public long TokensAt(DateTimeOffset at, long stable, CacheRules cache) => at - LastUsed <= cache.Lifetime ? Math.Min(Tokens, stable) : 0;
}
