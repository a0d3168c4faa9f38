namespace JusInfer.Portal.Tenancy;

/// <summary>The membership of a user in a team.</summary>
internal sealed record Member
{
    public required MemberId Id { get; init; }

    public required TeamId TeamId { get; init; }

    public required UserId UserId { get; init; }

    public required string Email { get; init; }

    public required Role Role { get; init; }

    /// <summary>The most this member may spend in a calendar month (UTC); unlimited where null.</summary>
    public Cap? Cap { get; init; }

    /// <summary>The rate limits of all the member's keys together.</summary>
    public RateLimits Rates { get; init; } = RateLimits.None;

    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>Increases by one with each change.</summary>
    public long Version { get; init; } = 1;
}
