using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>Describes a team's rules for automatic routing for people.</summary>
internal static class RoutingDescriptions
{
    /// <summary>The rules with their names, those of a team without rules included.</summary>
    /// <param name="policy">The rules.</param>
    /// <param name="baseline">The catalog's baseline.</param>
    public static IReadOnlyList<(string Name, string Value)> Of(RoutingPolicy policy, string baseline)
    {
        List<(string Name, string? Value)> rules =
        [
            ("Baseline", policy.Baseline ?? $"{baseline} (the catalog's)"),
            ("Control group", policy.ControlPercent == 0 ? "none: results with and without routing are not compared" : $"{policy.ControlPercent} % of the sessions"),
            ("Models for whole sessions", policy.SessionModel ? $"for {policy.SessionPercent} % of the other sessions" : "off"),
            ("Allowed models", policy.Allowed.IsEmpty ? null : ListParser.Format(policy.Allowed)),
            ("Preferred models", policy.Preferred.IsEmpty ? null : ListParser.Format(policy.Preferred)),
            ("Lowest quality", policy.MinQualityPercent is { } quality ? $"{quality} %" : null),
            ("Margin", policy.MarginPoints is { } margin ? $"{margin} percentage points" : null),
        ];
        return [.. rules.Where(static rule => rule.Value is not null).Select(static rule => (rule.Name, rule.Value!))];
    }
}
