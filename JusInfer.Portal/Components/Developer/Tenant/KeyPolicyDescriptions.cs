using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>Describes a team's policy for keys for people.</summary>
internal static class KeyPolicyDescriptions
{
    /// <summary>The rules that apply, with their names.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(KeyPolicy policy)
    {
        List<(string Name, string? Value)> rules =
        [
            ("Models", policy.Models.IsEmpty ? null : ListParser.Format(policy.Models)),
            ("Requests per minute", AtMost(policy.MaxRequestsPerMinute)),
            ("Tokens per minute", AtMost(policy.MaxTokensPerMinute)),
            ("Concurrent calls", AtMost(policy.MaxConcurrency)),
            ("Monthly cap", policy.MaxMonthlyCap is { } cap ? $"at most {NumberFormat.Money(cap)}" : null),
            ("Expires", policy.MaxDays is { } days ? $"within {days} days" : null),
            ("Addresses", policy.AllowedAddresses.IsEmpty ? null : ListParser.Format(policy.AllowedAddresses)),
        ];
        return [.. rules.Where(static rule => rule.Value is not null).Select(static rule => (rule.Name, rule.Value!))];
    }

    private static string? AtMost(int? limit) => limit is { } most ? $"at most {NumberFormat.Count(most)}" : null;
}
