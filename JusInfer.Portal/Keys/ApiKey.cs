using System.Collections.Immutable;

namespace JusInfer.Portal.Keys;

/// <summary>A minted key as it is stored: everything but its plaintext.</summary>
internal sealed record ApiKey
{
    public required KeyId Id { get; init; }

    public required TenantId TenantId { get; init; }

    public required MemberId MemberId { get; init; }

    public required string Name { get; init; }

    /// <summary>The form that people see: <c>jinf_ab…wxyz</c>.</summary>
    public required string Display { get; init; }

    public required KeyLimits Limits { get; init; }

    /// <summary>The only models this key may ask for; every model where empty.</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>A key for failure drills: it may ask for injected faults.</summary>
    public bool Sandbox { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public bool IsLive(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || ExpiresAt > now);
}
