namespace JusInfer.Portal.Tenancy;

/// <summary>A team's rules for the responses that <c>/v1/responses</c> stores.</summary>
internal sealed record ResponsePolicy
{
    public static readonly ResponsePolicy Default = new();

    /// <summary>Whether responses are stored for requests that ask for it. Otherwise they are only sent to the client.</summary>
    public bool Store { get; init; } = true;

    /// <summary>Whether every member's keys can use all stored responses of the team, not only those of the same member.</summary>
    public bool ShareWithTeam { get; init; }
}
