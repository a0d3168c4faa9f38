using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Translation.Responses;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>The service tier that a call is billed at.</summary>
/// <remarks>
/// The tier that served the call counts, not the one that it asked for: a provider serves what asks for another tier at the standard one if
/// it has no room, and what asks for none at the tier of its account (BerriAI/litellm#31837, promptfoo/promptfoo#10149).
/// </remarks>
/// <param name="Name">
/// Its name, or another value of the request that changes the price; null for the standard tier, if the call asked for no other.
/// </param>
/// <param name="Factor">What it multiplies the price of tokens by.</param>
internal readonly record struct BilledTier(string? Name, decimal Factor)
{
    private const string Field = "service_tier";

    /// <summary>What providers call their standard tier. Its factor is 1 unless the catalog has one for one of these names.</summary>
    private static readonly string[] StandardNames = [ServiceTiers.Default, "standard", "on_demand"];

    private static readonly BilledTier Standard = new(null, 1);

    /// <summary>The reported tier of the answer, or else the requested one, with the other values that change the price.</summary>
    public static BilledTier Of(Call call)
    {
        var tier = Of(call.Serving.Tier, call.Policy?.Tier, call.Served.Endpoint.Provider);
        return call.Policy is { PriceFactor: not 1 } policy
            ? new BilledTier(tier.Factor == 1 ? policy.PricedValue : tier.Name, tier.Factor * policy.PriceFactor)
            : tier;
    }

    /// <summary>The tier of requests that name none; null if the catalog has no price for it: then it is the standard one.</summary>
    public static BilledTier? OfAccount(Provider provider) =>
        FactorOf(provider, "auto") is { } factor and not 1 ? new BilledTier("auto", factor) : null;

    /// <summary>Whether the catalog has a price for a tier of a provider, which then is asked for it, also in another dialect.</summary>
    public static bool IsPricedAt(Provider provider, string tier) => FactorOf(provider, tier) is not null;

    /// <summary>The tier that a field of a request asks for, which is null if it has the standard price; false for another field.</summary>
    /// <remarks>Only some providers read a field in another case. The others serve it at the standard tier.</remarks>
    public static bool TryRead(string field, string value, decimal factor, out BilledTier? tier)
    {
        if (field != Field) factor = Math.Max(1, factor);
        tier = factor == 1 ? null : new BilledTier(value, factor);
        return field.Equals(Field, StringComparison.OrdinalIgnoreCase);
    }

    private static BilledTier Of(string? reported, BilledTier? requested, Provider provider)
    {
        if (reported is null) return requested ?? Standard;

        // Without a price for what the provider reports, the call costs what it asked for, and at least the standard price.
        var factor = FactorOfReported(provider, reported) ?? Math.Max(1, requested?.Factor ?? 1);
        return requested is null && factor == 1 ? Standard : new BilledTier(reported, factor);
    }

    private static decimal? FactorOfReported(Provider provider, string tier)
    {
        if (tier != ServiceTiers.Default) return FactorOf(provider, tier);
        foreach (var name in StandardNames)
        {
            if (FactorOf(provider, name) is { } factor) return factor;
        }

        return 1;
    }

    /// <summary>The factor in the catalog; null if it has none. The tiers that a dialect itself allows have the standard price.</summary>
    private static decimal? FactorOf(Provider provider, string tier)
    {
        if (provider.RequestPolicy.Find(RequestPart.Field, Field) is not { } rule) return null;
        foreach (var (name, factor) in rule.Multipliers)
        {
            if (name.Equals(tier, StringComparison.OrdinalIgnoreCase)) return factor;
        }

        return null;
    }
}
