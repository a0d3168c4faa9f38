namespace JusInfer.Portal.Tenancy;

/// <summary>The membership of a user in a team.</summary>
internal sealed record Member
{
    public required MemberId Id { get; init; }

    public required TenantId TenantId { get; init; }

    public required UserId UserId { get; init; }

    public required string Email { get; init; }

    public required Role Role { get; init; }

    /// <summary>The most this member may spend in a calendar month (UTC); unlimited where null.</summary>
    public Cap? Cap { get; init; }

    public required DateTimeOffset JoinedAt { get; init; }
}
