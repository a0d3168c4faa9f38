namespace JusInfer.Portal.Tenancy;

/// <summary>A team, to which keys, usage and limits belong.</summary>
internal sealed record Team
{
    public required TeamId Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The IANA id of the time zone in which the days of budgets begin.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>The rate limits of all the team's keys together.</summary>
    public RateLimits Rates { get; init; } = RateLimits.None;

    public ResponsePolicy Responses { get; init; } = ResponsePolicy.Default;

    /// <summary>The rules for the keys that members mint and change.</summary>
    public KeyPolicy KeyPolicy { get; init; } = KeyPolicy.None;

    /// <summary>The rules for automatic routing.</summary>
    public RoutingPolicy Routing { get; init; } = RoutingPolicy.Default;

    /// <summary>Whether members must have a second factor to use the portal and the control plane. Keys are not affected.</summary>
    public bool RequireSecondFactor { get; init; }

    /// <summary>Increases by one with each change.</summary>
    public long Version { get; init; } = 1;
}
