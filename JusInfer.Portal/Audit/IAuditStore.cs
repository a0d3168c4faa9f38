using System.Collections.Immutable;

namespace JusInfer.Portal.Audit;

/// <summary>Which entries of a team to list.</summary>
internal sealed record AuditFilter
{
    public required TeamId Team { get; init; }

    public required int Limit { get; init; }

    /// <summary>Only entries before this one: its number.</summary>
    public long? After { get; init; }

    /// <summary>Only entries of this account.</summary>
    public UserId? Actor { get; init; }

    /// <summary>Only entries of the member, or former member, with this e-mail address.</summary>
    public string? ActorEmail { get; init; }

    /// <summary>Only this action, or all of a kind if it ends with a dot: <c>key.</c>.</summary>
    public string? Action { get; init; }

    public DateTimeOffset? From { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>
/// Stores the audit log. The stores of other modules append to it in the transactions of their changes. Entries are never changed or deleted; the names and
/// addresses of an account are deleted with it.
/// </summary>
internal interface IAuditStore
{
    /// <summary>Appends an entry about an account to the log of each of its teams, for what is not a change of another store.</summary>
    Task AppendAsync(UserId user, AuditEvent what, CancellationToken cancellationToken);

    /// <summary>Entries, newest first.</summary>
    Task<ImmutableArray<AuditLine>> ListAsync(AuditFilter filter, CancellationToken cancellationToken);

    /// <summary>The last entry of a team; null if there is none.</summary>
    Task<AuditHead?> FindHeadAsync(TeamId team, CancellationToken cancellationToken);

    /// <summary>All teams with entries, also those whose last entry is not on record.</summary>
    Task<ImmutableArray<TeamId>> ListTeamsAsync(CancellationToken cancellationToken);

    /// <summary>Up to <paramref name="limit"/> entries of a team after the one with this number, oldest first.</summary>
    Task<ImmutableArray<StoredAuditEntry>> ReadAsync(TeamId team, long after, int limit, CancellationToken cancellationToken);
}
