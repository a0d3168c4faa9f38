using JusInfer.Portal.Data.Stores;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Data.Model.Rows;

internal sealed class TenantRow
{
    public required TenantId Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether responses are stored.</summary>
    public bool StoreResponses { get; init; } = true;

    /// <summary>Whether all members can use the stored responses.</summary>
    public bool ShareResponses { get; init; }

    /// <summary>The IANA id of the time zone in which days begin.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>For all keys of the team together; null without a limit.</summary>
    public int? RequestsPerMinute { get; init; }

    public int? TokensPerMinute { get; init; }

    public int? Concurrency { get; init; }

    /// <summary>Whether members must sign in with a second factor.</summary>
    public bool RequireSecondFactor { get; init; }

    /// <summary>The models that the team's policy allows its keys; null or empty for every model.</summary>
    public string[]? PolicyModels { get; init; }

    public int? PolicyRequestsPerMinute { get; init; }

    public int? PolicyTokensPerMinute { get; init; }

    public int? PolicyConcurrency { get; init; }

    public NanoUsd? PolicyMonthlyCap { get; init; }

    public int? PolicyDays { get; init; }

    /// <summary>The addresses that the team's policy allows its keys; null or empty for every address.</summary>
    public string[]? PolicyAddresses { get; init; }

    /// <summary>Increases by one with each change.</summary>
    public long Version { get; init; } = 1;

    public RateLimits Rates => new() { RequestsPerMinute = RequestsPerMinute, TokensPerMinute = TokensPerMinute, Concurrency = Concurrency };

    public ResponsePolicy ResponsePolicy => new() { Store = StoreResponses, ShareWithTeam = ShareResponses };

    public KeyPolicy KeyPolicy => new()
    {
        Models = PolicyModels is null ? [] : [.. PolicyModels],
        MaxRequestsPerMinute = PolicyRequestsPerMinute,
        MaxTokensPerMinute = PolicyTokensPerMinute,
        MaxConcurrency = PolicyConcurrency,
        MaxMonthlyCap = PolicyMonthlyCap,
        MaxDays = PolicyDays,
        AllowedAddresses = KeyMapping.ToRanges(PolicyAddresses),
    };
}
