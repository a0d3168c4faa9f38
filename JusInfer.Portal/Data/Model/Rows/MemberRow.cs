using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>
/// A membership. The email is the account's and is read from there, so that a changed address is seen at once in every team.
/// </summary>
internal sealed class MemberRow
{
    public required MemberId Id { get; init; }

    public required TenantId TenantId { get; init; }

    /// <summary>A plain <see cref="Guid"/>, as Identity's key that it refers to.</summary>
    public required Guid UserId { get; init; }

    public required Role Role { get; init; }

    /// <summary>Present together with <see cref="CapOnReach"/>.</summary>
    public NanoUsd? CapMonthly { get; init; }

    public OnReach? CapOnReach { get; init; }

    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>Someone who left stays as a row, because keys and usage go on naming them.</summary>
    public DateTimeOffset? RemovedAt { get; init; }
}
