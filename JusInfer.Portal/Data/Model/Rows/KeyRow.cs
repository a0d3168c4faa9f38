using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Data.Model.Rows;

internal sealed class KeyRow
{
    private readonly Dictionary<string, object?> terms = new(StringComparer.Ordinal);

    public required KeyId Id { get; init; }

    public required TeamId TeamId { get; init; }

    public required MemberId MemberId { get; init; }

    /// <summary>SHA-256 of the secret, 32 bytes.</summary>
    public required byte[] Hash { get; init; }

    public required string Name { get; init; }

    public required string Display { get; init; }

    /// <summary>That of the secret before the last rotation; null if there is none.</summary>
    public byte[]? PreviousHash { get; init; }

    public string? PreviousDisplay { get; init; }

    public DateTimeOffset? PreviousEndsAt { get; init; }

    public DateTimeOffset? PreviousLastUsedAt { get; init; }

    public DateTimeOffset? RotatedAt { get; init; }

    public KeyId? ParentId { get; init; }

    public bool Service { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public DateTimeOffset? ReportedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public string? LastUsedAddress { get; init; }

    public string? LastUsedClient { get; init; }

    /// <summary>Increases by one with each change.</summary>
    public long Version { get; init; } = 1;

    /// <summary>The stored value of one of <see cref="KeyColumns"/>.</summary>
    public object? this[string column]
    {
        get => terms.GetValueOrDefault(column);
        set => terms[column] = value;
    }
}
