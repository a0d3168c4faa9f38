using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Gateway.Pipeline;

/// <summary>Resolves a team's rules for automatic routing by the catalog. A baseline or preferred model that it does not have is left out, and an allowed one allows nothing.</summary>
internal static class TeamRules
{
    public static RoutingRules From(RoutingPolicy policy, CatalogSnapshot catalog) =>
        ReferenceEquals(policy, RoutingPolicy.Default) || policy.IsDefault ? RoutingRules.Default : Resolve(policy, catalog);

    private static RoutingRules Resolve(RoutingPolicy policy, CatalogSnapshot catalog)
    {
        var defaults = SessionModelOptions.Default;
        return new RoutingRules
        {
            Baseline = policy.Baseline is { } baseline ? IdOf(baseline) : null,
            ControlShare = policy.ControlPercent / 100.0,
            SessionModelShare = policy.SessionModel ? policy.SessionPercent / 100.0 : 0,
            Allowed = [.. policy.Allowed.Select(name => IdOf(name) ?? name)],
            MinQuality = (policy.MinQualityPercent ?? 0) / 100.0,
            SessionModels = defaults with { Margin = policy.MarginPoints / 100.0 ?? defaults.Margin, Preferred = IdsOf(policy.Preferred) },
        };

        ImmutableArray<string> IdsOf(ImmutableArray<string> names) => names.IsEmpty ? [] : [.. names.Select(IdOf).OfType<string>()];

        string? IdOf(string name) => catalog.Resolve(name) is ModelResolution.Pinned pinned ? pinned.Model.Id : null;
    }
}
