using System.Collections.Immutable;

namespace JusInfer.Portal.Keys;

/// <summary>A stored key. The plaintext is not stored.</summary>
internal sealed record ApiKey
{
    public required KeyId Id { get; init; }

    public required TenantId TenantId { get; init; }

    public required MemberId MemberId { get; init; }

    public required string Name { get; init; }

    /// <summary>The abbreviated key that people see: <c>jinf_ab…wxyz</c>.</summary>
    public required string Display { get; init; }

    public required KeyLimits Limits { get; init; }

    /// <summary>The models that the key may call; every model where empty.</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>Whether calls with the key may request injected faults (failure drills).</summary>
    public bool Sandbox { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Increases by one with each change.</summary>
    public long Version { get; init; } = 1;

    public bool IsLive(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || ExpiresAt > now);
}
