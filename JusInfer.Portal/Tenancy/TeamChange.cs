using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Tenancy;

/// <summary>A change of a team's settings. Absent fields keep their value.</summary>
internal sealed record TeamChange
{
    /// <summary>The team's display name, 1 to 100 characters.</summary>
    [ShortText(100, MinimumLength = 1)]
    public string? Name { get; init; }

    /// <summary>The IANA id of the time zone in which the days of budgets begin, such as <c>Europe/Berlin</c>.</summary>
    public string? TimeZone { get; init; }

    /// <summary>
    /// Whether /v1/responses stores responses with their prompts. If false, responses are only sent to the client, and those already stored
    /// are deleted.
    /// </summary>
    public bool? StoreResponses { get; init; }

    /// <summary>After how many days stored responses are deleted, up to the operator's maximum; null for the operator's default.</summary>
    [WholeNumber(1, ResponsePolicy.MaxRetentionDays)]
    public Optional<long?> ResponseRetentionDays { get; init; }

    /// <summary>Whether every member's keys can use all stored responses of the team, not only those of the same member.</summary>
    public bool? ShareResponses { get; init; }

    /// <summary>Whether members must have a second factor to use the portal and the control plane. Keys are not affected.</summary>
    public bool? RequireSecondFactor { get; init; }

    /// <summary>Requests per minute of all the team's keys together, and the burst; null removes the limit.</summary>
    [WholeNumber(1, RateLimits.MaxPerMinute)]
    public Optional<long?> Rpm { get; init; }

    /// <summary>Tokens per minute of all the team's keys together; null removes the limit.</summary>
    [WholeNumber(1, RateLimits.MaxPerMinute)]
    public Optional<long?> Tpm { get; init; }

    /// <summary>Concurrent calls of all the team's keys together; null removes the limit.</summary>
    [WholeNumber(1, RateLimits.MaxConcurrency)]
    public Optional<long?> Concurrency { get; init; }

    /// <summary>Rules for the keys that members mint and change; null removes all of them.</summary>
    [NestedFields]
    public Optional<KeyPolicyChange?> Policy { get; init; }

    /// <summary>Rules for automatic routing; null resets all of them.</summary>
    [NestedFields]
    public Optional<RoutingPolicyChange?> Routing { get; init; }

    /// <summary>Whether the change concerns the rate limits alone, which admins may change too.</summary>
    internal bool IsOfRatesOnly => this with { Rpm = default, Tpm = default, Concurrency = default } == new TeamChange();

    /// <summary>
    /// Whether the change concerns what protects the team from its own members and from stolen sessions. In another time zone, the day of a
    /// budget that is used up can begin anew.
    /// </summary>
    internal bool IsOfProtection => Policy.HasValue || RequireSecondFactor is not null || TimeZone is not null;

    internal Team ApplyTo(Team team) => team with
    {
        Name = Name?.Trim() ?? team.Name,
        TimeZone = TimeZone ?? team.TimeZone,
        RequireSecondFactor = RequireSecondFactor ?? team.RequireSecondFactor,
        KeyPolicy = !Policy.HasValue ? team.KeyPolicy : Policy.Value?.ApplyTo(team.KeyPolicy) ?? KeyPolicy.None,
        Routing = !Routing.HasValue ? team.Routing : Routing.Value?.ApplyTo(team.Routing) ?? RoutingPolicy.Default,
        Rates = team.Rates.With(Rpm, Tpm, Concurrency),
        Responses = new ResponsePolicy
        {
            Store = StoreResponses ?? team.Responses.Store,
            RetentionDays = (int?)ResponseRetentionDays.Or(team.Responses.RetentionDays),
            ShareWithTeam = ShareResponses ?? team.Responses.ShareWithTeam,
        },
    };
}
