namespace JusInfer.Portal.Tenancy;

/// <summary>A team's rules for the responses that <c>/v1/responses</c> stores.</summary>
internal sealed record ResponsePolicy
{
    /// <summary>Ten years: what an operator can permit.</summary>
    public const int MaxRetentionDays = 3650;

    public static readonly ResponsePolicy Default = new();

    /// <summary>Whether responses are stored for requests that ask for it. Otherwise they are only sent to the client.</summary>
    public bool Store { get; init; } = true;

    /// <summary>After how many days responses are deleted; null for the default of the operator.</summary>
    public int? RetentionDays { get; init; }

    /// <summary>Whether every member's keys can use all stored responses of the team, not only those of the same member.</summary>
    public bool ShareWithTeam { get; init; }
}
