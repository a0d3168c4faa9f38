using System.Collections.Immutable;

namespace JusInfer.Portal.Audit;

/// <summary>
/// An entry of a team's log, as it is stored. It contains ids, kinds and settings only. Names and addresses are in <see cref="AuditDetails"/>, of which the
/// entry has a salted hash.
/// </summary>
internal sealed record AuditEntry
{
    public required TeamId TeamId { get; init; }

    /// <summary>1 for the first entry of the team, then one more for each.</summary>
    public required long Number { get; init; }

    /// <summary>In whole microseconds.</summary>
    public required DateTimeOffset At { get; init; }

    public required string Action { get; init; }

    /// <summary>The account; null for the process itself.</summary>
    public required UserId? Actor { get; init; }

    /// <summary>The session with which the account acted.</summary>
    public required SignInSessionId? Session { get; init; }

    public required string Subject { get; init; }

    /// <summary>The changed fields as JSON, without names.</summary>
    public required string Changes { get; init; }

    public required byte[] DetailsHash { get; init; }

    /// <summary>The hash of the entry before.</summary>
    public required byte[] Previous { get; init; }

    public required byte[] Hash { get; init; }
}

/// <summary>The names and addresses of an entry. They are deleted with the account that they belong to.</summary>
/// <param name="Salt">Makes the hash useless for guessing an address.</param>
/// <param name="Text">JSON.</param>
internal sealed record AuditDetails(byte[] Salt, string Text);

/// <summary>An entry with its details, unless these were deleted.</summary>
internal sealed record StoredAuditEntry(AuditEntry Entry, AuditDetails? Details);

/// <summary>The last entry of a team.</summary>
internal sealed record AuditHead(TeamId TeamId, long Number, byte[] Hash);

/// <summary>An entry for people.</summary>
internal sealed record AuditLine
{
    public required AuditEntry Entry { get; init; }

    /// <summary>The e-mail address of the actor if it is or was a member of the team; null if the account was deleted.</summary>
    public string? ActorName { get; init; }

    /// <summary>The name of the subject, if it is a member or key of the team.</summary>
    public string? SubjectName { get; init; }

    public required ImmutableArray<AuditChange> Changes { get; init; }

    public string? Address { get; init; }

    public string? Device { get; init; }

    /// <summary>Whether names and addresses were deleted.</summary>
    public bool IsErased { get; init; }
}
