using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>
/// The membership of a user in a team. The email address is in the user's row, so that a changed address applies to all memberships.
/// </summary>
internal sealed class MemberRow
{
    public required MemberId Id { get; init; }

    public required TeamId TeamId { get; init; }

    /// <summary>A <see cref="Guid"/>, as the primary key of Identity's users.</summary>
    public required Guid UserId { get; init; }

    public required Role Role { get; init; }

    /// <summary>Set together with <see cref="CapOnReach"/>.</summary>
    public NanoUsd? CapMonthly { get; init; }

    public CapAction? CapOnReach { get; init; }

    /// <summary>For all keys of the member together; null without a limit.</summary>
    public int? RequestsPerMinute { get; init; }

    public int? TokensPerMinute { get; init; }

    public int? Concurrency { get; init; }

    public RateLimits Rates => new() { RequestsPerMinute = RequestsPerMinute, TokensPerMinute = TokensPerMinute, Concurrency = Concurrency };

    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>When the member was removed. The row stays, because keys and usage records refer to it.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>Increases by one with each change.</summary>
    public long Version { get; init; } = 1;
}
