using System.Collections.Immutable;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Keys;

/// <summary>A key as a person asks for it, not yet checked. What is absent takes its default or does not bind.</summary>
internal sealed record KeyRequest
{
    public string? Name { get; init; }

    /// <summary>Whom the key acts for; its maker where absent.</summary>
    public MemberId? Member { get; init; }

    public long? RequestsPerMinute { get; init; }

    public long? TokensPerMinute { get; init; }

    public long? Concurrency { get; init; }

    public decimal? MonthlyCapUsd { get; init; }

    public ImmutableArray<string> Models { get; init; } = [];

    public DateTimeOffset? ExpiresAt { get; init; }

    public bool Sandbox { get; init; }

    /// <summary>What of the input could not even be read, so that it is named together with everything else.</summary>
    public Faults? Unreadable { get; init; }

    /// <summary>Whether it names a limit, which only owners and admins set.</summary>
    public bool NamesLimits => (RequestsPerMinute ?? TokensPerMinute ?? Concurrency ?? MonthlyCapUsd) is not null;
}
