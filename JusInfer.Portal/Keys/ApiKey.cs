namespace JusInfer.Portal.Keys;

/// <summary>A stored key. The plaintext is not stored.</summary>
internal sealed record ApiKey
{
    public required KeyId Id { get; init; }

    public required TeamId TeamId { get; init; }

    /// <summary>The member that the key acts for; of a service key, the one who minted it.</summary>
    public required MemberId MemberId { get; init; }

    /// <summary>
    /// Whether the key belongs to the team and acts for no member. It outlives the membership of the one who minted it, and limits of members do not apply.
    /// </summary>
    public bool Service { get; init; }

    /// <summary>The member that the key acts for; null for a service key.</summary>
    public MemberId? Holder => Service ? null : MemberId;

    /// <summary>
    /// The id that calls have in the place of the member's: that of the member, or that of the service key itself, which no member has. So nothing that is
    /// counted or stored per member mixes a service key with a person.
    /// </summary>
    public MemberId HolderId => Service ? new MemberId(Id.Value) : MemberId;

    public required string Name { get; init; }

    /// <summary>The abbreviated secret that people see: <c>jinf_ab…wxyz</c>.</summary>
    public required string Display { get; init; }

    /// <summary>The secret before the last rotation; null without an overlap. It may have ended: see <see cref="PreviousAt"/>.</summary>
    public PreviousSecret? Previous { get; init; }

    /// <summary>When the key got its present secret by a rotation; null if it has the first one.</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    public required KeyTerms Terms { get; init; }

    /// <summary>The key that minted this one; null if a person or a connected app did. The key ends when that key is revoked.</summary>
    public KeyId? ParentId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When the key was revoked because it was reported as leaked; null if it was not.</summary>
    public DateTimeOffset? ReportedAt { get; init; }

    /// <summary>The last use, to the minute; null if the key was never used.</summary>
    public KeyUse? LastUse { get; init; }

    /// <summary>Increases by one with each change.</summary>
    public long Version { get; init; } = 1;

    public bool IsLive(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || ExpiresAt > now);

    /// <summary>The secret before the last rotation, with the time at which it will end; null if it does not work.</summary>
    public PreviousSecret? PreviousAt(DateTimeOffset now) =>
        Previous is not { } previous || previous.EndsAt <= now || !IsLive(now) ? null
        : previous with { EndsAt = ExpiresAt < previous.EndsAt ? ExpiresAt.Value : previous.EndsAt };
}
