using System.Text.Json.Serialization;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Reports.Views;

/// <summary>An API key.</summary>
internal sealed record KeyView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The plaintext; only in the response that minted the key.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>The first characters of its secret.</summary>
    public required string Prefix { get; init; }

    /// <summary>The first and last characters of its secret.</summary>
    public required string Display { get; init; }

    /// <summary>The member that the key acts for; null for a service key.</summary>
    public required string? MemberId { get; init; }

    /// <summary>Whether the key belongs to the team instead of a member.</summary>
    public required bool Service { get; init; }

    /// <summary>The key that minted this one; null if a person or a connected app did. It ends when that key is revoked.</summary>
    public required string? ParentId { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>When the key got its present secret by a rotation; null if it has the first one.</summary>
    public required DateTime? RotatedAt { get; init; }

    /// <summary>The secret before the last rotation while it works, else null.</summary>
    public required PreviousSecretView? PreviousSecret { get; init; }

    public required DateTime? ExpiresAt { get; init; }

    public required DateTime? RevokedAt { get; init; }

    /// <summary>When the key was revoked because it was reported as leaked; null if it was not.</summary>
    public required DateTime? ReportedAt { get; init; }

    /// <summary>The last use, stored at most once a minute; null if the key was never used.</summary>
    public required KeyUseView? LastUsed { get; init; }

    /// <summary>The version, which is also the ETag; increases with each change.</summary>
    public required long Version { get; init; }

    /// <summary>Why the calls of the key are rejected until it is resumed; null if it is not paused.</summary>
    public PausedView? Paused { get; init; }

    /// <summary>The fields of <see cref="KeyColumns"/>.</summary>
    [JsonExtensionData]
    public Dictionary<string, object?> Terms { get; } = new(StringComparer.Ordinal);

    public static KeyView From(ApiKey key, DateTimeOffset now, TeamPauses pauses) =>
        From(key, now) with { Paused = PausedView.From(pauses.Find(key.Id)) };

    public static KeyView From(ApiKey key, DateTimeOffset now)
    {
        var view = new KeyView
        {
            Id = key.Id.ToString(),
            Name = key.Name,
            Prefix = key.Display[..(KeyFormat.Prefix.Length + 2)],
            Display = key.Display,
            MemberId = key.Service ? null : key.MemberId.ToString(),
            Service = key.Service,
            ParentId = key.ParentId?.ToString(),
            CreatedAt = key.CreatedAt.UtcDateTime,
            RotatedAt = key.RotatedAt?.UtcDateTime,
            PreviousSecret = key.PreviousAt(now) is { } previous
                ? new PreviousSecretView(previous.Display, previous.EndsAt.UtcDateTime, previous.LastUsedAt?.UtcDateTime)
                : null,
            ExpiresAt = key.ExpiresAt?.UtcDateTime,
            RevokedAt = key.RevokedAt?.UtcDateTime,
            ReportedAt = key.ReportedAt?.UtcDateTime,
            LastUsed = key.LastUse is { } use ? new KeyUseView(use.At.UtcDateTime, use.Address, use.Client) : null,
            Version = key.Version,
        };
        foreach (var column in KeyColumns.Shown) view.Terms[column.Field] = ValueOf(column, key.Terms);
        return view;
    }

    public static KeyView From(MintedKey minted) =>
        From(minted.Key, minted.Key.RotatedAt ?? minted.Key.CreatedAt) with { Key = minted.Plaintext.Reveal() };

    private static object? ValueOf(KeyColumn column, KeyTerms terms) => column.ShownOf(terms) switch
    {
        null when column.Type == typeof(string[]) => Array.Empty<string>(),
        NanoUsd amount => amount.Usd,
        KeyScope scope => EnumFormat.Format(scope),
        var value => value,
    };
}

/// <summary>A secret that works until <see cref="EndsAt"/>, and its last use since the rotation, to the minute.</summary>
internal sealed record PreviousSecretView(string Display, DateTime EndsAt, DateTime? LastUsedAt);

/// <summary>A use of a key: from which address, and by which product of the User-Agent.</summary>
internal sealed record KeyUseView(DateTime At, string? Address, string? Client);
