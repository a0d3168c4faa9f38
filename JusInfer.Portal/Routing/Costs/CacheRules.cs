using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing.Costs;

/// <summary>How long a provider caches a prompt, and from which length on.</summary>
/// <param name="Lifetime">The time since the last use after which a cached prefix is lost. Zero if nothing is cached.</param>
/// <param name="MinTokens">The shortest prompt that is cached.</param>
internal readonly record struct CacheRules(TimeSpan Lifetime, int MinTokens)
{
    /// <summary>
    /// The documented lifetime of Anthropic's cache, and the shortest that OpenAI documents for its automatic one
    /// (platform.claude.com/docs/en/docs/build-with-claude/prompt-caching, platform.openai.com/docs/guides/prompt-caching).
    /// </summary>
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(5);

    /// <summary>The shortest prompt that both providers cache for most of their models.</summary>
    private const int DefaultMinTokens = 1_024;

    public static CacheRules Nothing => default;

    public bool Caches => Lifetime > TimeSpan.Zero;

    /// <summary>The rules of a provider with this kind of cache; null for that of its dialect.</summary>
    public static CacheRules From(CacheMarkers? markers) =>
        markers == CacheMarkers.None ? Nothing : new CacheRules(DefaultLifetime, DefaultMinTokens);
}
