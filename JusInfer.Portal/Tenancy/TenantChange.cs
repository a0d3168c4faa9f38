namespace JusInfer.Portal.Tenancy;

/// <summary>A change of a team's settings. Absent fields keep their value.</summary>
internal sealed record TenantChange
{
    /// <summary>
    /// Whether /v1/responses stores responses with their prompts. If false, responses are only sent to the client, and those already stored
    /// are deleted.
    /// </summary>
    public bool? StoreResponses { get; init; }

    /// <summary>Whether every member's keys can use all stored responses of the team, not only those of the same member.</summary>
    public bool? ShareResponses { get; init; }

    internal ResponsePolicy ApplyTo(ResponsePolicy policy) =>
        new() { Store = StoreResponses ?? policy.Store, ShareWithTeam = ShareResponses ?? policy.ShareWithTeam };
}
