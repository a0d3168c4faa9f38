using System.Buffers;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>Compares the model that a provider reports with the one that the gateway requested.</summary>
internal static class ReportedModel
{
    private static readonly SearchValues<char> DateCharacters = SearchValues.Create("0123456789-");

    /// <summary>
    /// The prices of the catalog's model that answered instead of the requested one. Null if the requested one answered, or if the catalog
    /// does not know the reported name.
    /// </summary>
    /// <param name="reported">The provider's name of the model that answered; null if it reported none.</param>
    /// <param name="target">The requested model.</param>
    /// <param name="catalog">The catalog.</param>
    public static PriceBook? SubstitutePrices(string? reported, RouteTarget target, CatalogSnapshot catalog)
    {
        if (reported is null || IsSame(reported, target.Endpoint.Model) || IsNameOf(target.Model, reported)) return null;
        foreach (var model in catalog.Models)
        {
            if (model.Id == target.Model.Id) continue;
            foreach (var endpoint in model.Endpoints)
            {
                if (endpoint.Provider.Id == target.Endpoint.Provider.Id && IsSame(reported, endpoint.Model)) return endpoint.Prices ?? model.Prices;
            }
        }

        foreach (var model in catalog.Models)
        {
            if (IsNameOf(model, reported)) return model.Prices;
        }

        return null;
    }

    /// <summary>
    /// Whether two names mean one model: without the prefix of a vendor or reseller, one is the other, or the other with a date or
    /// <c>-latest</c>. Two different dates are two models.
    /// </summary>
    public static bool IsSame(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var one = WithoutPrefix(left);
        var other = WithoutPrefix(right);
        if (one.Length > other.Length)
        {
            var longer = one;
            one = other;
            other = longer;
        }

        if (one.IsEmpty) return false;
        for (var i = 0; i < one.Length; i++)
        {
            if (ModelNameComparer.Fold(one[i]) != ModelNameComparer.Fold(other[i])) return false;
        }

        return one.Length == other.Length || IsVersion(other[one.Length..]);
    }

    private static bool IsNameOf(Model model, string reported)
    {
        if (IsSame(reported, model.Id)) return true;
        foreach (var alias in model.Aliases)
        {
            if (IsSame(reported, alias)) return true;
        }

        return false;
    }

    private static ReadOnlySpan<char> WithoutPrefix(ReadOnlySpan<char> name) => name[(name.LastIndexOf('/') + 1)..];

    /// <summary>For example <c>-2025-08-07</c>, <c>-20250929</c>, <c>@20250929</c>, <c>-0613</c>, <c>-001</c> or <c>-latest</c>.</summary>
    private static bool IsVersion(ReadOnlySpan<char> suffix)
    {
        const int MinDigits = 3;
        if (suffix[0] is not ('-' or '@')) return false;
        return suffix[1..] is "latest" || (suffix.Length > MinDigits && !suffix[1..].ContainsAnyExcept(DateCharacters));
    }
}
