using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Formats;

namespace JusInfer.Portal.Reports.Keys;

/// <summary>Descriptions of keys for people.</summary>
internal static class KeyDescriptions
{
    public const string Team = "the team";

    /// <summary>Who holds a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="emails">The addresses of the members.</param>
    public static string HolderOf(ApiKey key, IReadOnlyDictionary<MemberId, string> emails) =>
        key.Service ? Team : emails.TryGetValue(key.MemberId, out var email) ? email : "no longer in the team";

    /// <summary>From where and by which client a key was used last; null if neither is known.</summary>
    public static string? OriginOf(KeyUse use) => (use.Client, use.Address) switch
    {
        (null, null) => null,
        (null, var address) => address,
        (var client, null) => client,
        var (client, address) => $"{client}, {address}",
    };

    /// <summary>The addresses that a key may be used from; null if it may be used from everywhere.</summary>
    public static string? AddressesOf(ApiKey key) => key.Terms.AllowedAddresses.IsEmpty ? null : $"only from {string.Join(", ", key.Terms.AllowedAddresses)}";

    /// <summary>The limits of a key other than its requests per minute, such as "at most 60 000 tokens/min, 4 at once, $5.00 per month"; null without any.</summary>
    public static string? LimitsOf(ApiKey key)
    {
        string?[] limits =
        [
            key.Terms.TokensPerMinute is { } tokens ? $"{NumberFormat.Count(tokens)} tokens/min" : null,
            key.Terms.Concurrency is { } calls ? $"{NumberFormat.Count(calls)} at once" : null,
            key.Terms.MonthlyCap is { } cap ? $"{NumberFormat.Money(cap)} per month" : null,
        ];
        return Array.TrueForAll(limits, static limit => limit is null) ? null : $"at most {string.Join(", ", limits.Where(static limit => limit is not null))}";
    }

    /// <summary>The models that a key may call; null if it may call every model.</summary>
    public static string? ModelsOf(ApiKey key) => key.Terms.Models.IsEmpty ? null : $"only {string.Join(", ", key.Terms.Models)}";

    /// <summary>The repository and the label of calls that name none; null if the key has neither.</summary>
    public static string? LabelsOf(ApiKey key) => (key.Terms.Repository, key.Terms.Label) switch
    {
        (null, null) => null,
        (null, var label) => $"label {label}",
        (var repository, null) => $"repository {repository}",
        var (repository, label) => $"repository {repository}, label {label}",
    };
}
