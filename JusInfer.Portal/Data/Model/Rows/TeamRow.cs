using JusInfer.Portal.Primitives.Networks;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Data.Model.Rows;

internal sealed class TeamRow
{
    public required TeamId Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether responses are stored.</summary>
    public bool StoreResponses { get; init; } = true;

    /// <summary>After how many days responses are deleted; null for the operator's default.</summary>
    public int? ResponseRetentionDays { get; init; }

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

    /// <summary>The model without routing; null for the catalog's baseline.</summary>
    public string? RoutingBaseline { get; init; }

    public int RoutingControlPercent { get; init; }

    public bool RoutingSessionModel { get; init; }

    public int RoutingSessionPercent { get; init; } = RoutingPolicy.DefaultSessionPercent;

    /// <summary>The models that automatic routing may choose; null or empty for every model.</summary>
    public string[]? RoutingAllowed { get; init; }

    public string[]? RoutingPreferred { get; init; }

    public int? RoutingMinQualityPercent { get; init; }

    public int? RoutingMarginPoints { get; init; }

    /// <summary>Increases by one with each change.</summary>
    public long Version { get; init; } = 1;

    public RateLimits Rates => new() { RequestsPerMinute = RequestsPerMinute, TokensPerMinute = TokensPerMinute, Concurrency = Concurrency };

    public ResponsePolicy ResponsePolicy => new() { Store = StoreResponses, RetentionDays = ResponseRetentionDays, ShareWithTeam = ShareResponses };

    public RoutingPolicy RoutingPolicy => new()
    {
        Baseline = RoutingBaseline,
        ControlPercent = RoutingControlPercent,
        SessionModel = RoutingSessionModel,
        SessionPercent = RoutingSessionPercent,
        Allowed = RoutingAllowed is null ? [] : [.. RoutingAllowed],
        Preferred = RoutingPreferred is null ? [] : [.. RoutingPreferred],
        MinQualityPercent = RoutingMinQualityPercent,
        MarginPoints = RoutingMarginPoints,
    };

    public KeyPolicy KeyPolicy => new()
    {
        Models = PolicyModels is null ? [] : [.. PolicyModels],
        MaxRequestsPerMinute = PolicyRequestsPerMinute,
        MaxTokensPerMinute = PolicyTokensPerMinute,
        MaxConcurrency = PolicyConcurrency,
        MaxMonthlyCap = PolicyMonthlyCap,
        MaxDays = PolicyDays,
        AllowedAddresses = AddressRange.FromTexts(PolicyAddresses),
    };
}
