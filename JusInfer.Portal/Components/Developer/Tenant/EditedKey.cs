using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>What a dialog shows and changes of a key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Display">The abbreviated key.</param>
/// <param name="Version">Its version.</param>
public sealed record EditedKey(string Id, string Name, string Display, long Version)
{
    public int RequestsPerMinute { get; init; }

    /// <summary>Null without a limit.</summary>
    public int? TokensPerMinute { get; init; }

    /// <summary>The number of concurrent calls; null without a limit.</summary>
    public int? Concurrency { get; init; }

    /// <summary>The monthly cap in US dollars; null without one.</summary>
    public decimal? MonthlyUsd { get; init; }

    /// <summary>The models that the key may call, separated by commas; empty for all.</summary>
    public string Models { get; init; } = "";

    /// <summary>The addresses that the key may be used from, separated by commas; empty for all.</summary>
    public string Addresses { get; init; } = "";

    public string Repository { get; init; } = "";

    public string Label { get; init; } = "";

    /// <summary>Null if the key never expires.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    internal static EditedKey From(ApiKey key) => new(key.Id.ToString(), key.Name, key.Display, key.Version)
    {
        RequestsPerMinute = key.Limits.RequestsPerMinute,
        TokensPerMinute = key.Limits.TokensPerMinute,
        Concurrency = key.Limits.Concurrency,
        MonthlyUsd = key.Limits.MonthlyCap?.Usd,
        Models = ListParser.Format(key.Models),
        Addresses = ListParser.Format(key.AllowedAddresses),
        Repository = key.Repository ?? "",
        Label = key.Label ?? "",
        ExpiresAt = key.ExpiresAt,
    };
}
