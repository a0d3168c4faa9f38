using JusInfer.Portal.Routing.Costs;

namespace JusInfer.Portal.Tests.Routing.Costs;

/// <summary>
/// Providers that bill calls by the rules of their caches. Independent of <see cref="SessionBill"/>: each keeps what it has cached.
/// </summary>
internal sealed class CachingProviders
{
    private readonly Dictionary<TargetKey, (long Tokens, DateTimeOffset Used)> caches = [];

    /// <summary>The client changed the conversation after its first tokens.</summary>
    public void Cut(long stable)
    {
        foreach (var target in caches.Keys.ToArray()) caches[target] = (Math.Min(caches[target].Tokens, stable), caches[target].Used);
    }

    public CallTokens Call(CallPrices rates, DateTimeOffset at, long prompt, long output)
    {
        var cached = caches.TryGetValue(rates.Target, out var entry) && at - entry.Used <= rates.Cache.Lifetime ? entry.Tokens : 0;
        if (!rates.Cache.Caches || prompt < rates.Cache.MinTokens)
        {
            caches[rates.Target] = (0, at);
            return new CallTokens(prompt, 0, 0, output);
        }

        caches[rates.Target] = (prompt, at);
        return new CallTokens(0, Math.Min(cached, prompt), prompt - Math.Min(cached, prompt), output);
    }
}
