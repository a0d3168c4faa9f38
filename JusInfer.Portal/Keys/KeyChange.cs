using System.Collections.Immutable;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Keys;

/// <summary>A new value for one fact; the fact stays as it is where there is no edit at all.</summary>
internal readonly record struct Edit<T>(T Value)
{
    public static implicit operator Edit<T>(T value) => new(value);
}

/// <summary>What a person wants changed about a key. An edit to null lifts the limit; requests per minute go back to the default.</summary>
internal sealed record KeyChange
{
    public Edit<string?>? Name { get; init; }

    public Edit<long?>? RequestsPerMinute { get; init; }

    public Edit<long?>? TokensPerMinute { get; init; }

    public Edit<long?>? Concurrency { get; init; }

    public Edit<decimal?>? MonthlyCapUsd { get; init; }

    public Edit<ImmutableArray<string>>? Models { get; init; }

    public Edit<DateTimeOffset?>? ExpiresAt { get; init; }

    /// <summary>What of the input could not even be read, so that it is named together with everything else.</summary>
    public Faults? Unreadable { get; init; }

    /// <summary>Whether it touches more than the name; only owners and admins do.</summary>
    public bool NamesLimits =>
        RequestsPerMinute is not null || TokensPerMinute is not null || Concurrency is not null || MonthlyCapUsd is not null
        || Models is not null || ExpiresAt is not null;

    /// <summary>The key's facts as they would stand after the change, as if asked for anew.</summary>
    public KeyRequest ApplyTo(ApiKey key) => new()
    {
        Name = Name is { } name ? name.Value : key.Name,
        Member = key.MemberId,
        RequestsPerMinute = RequestsPerMinute is { } rpm ? rpm.Value : key.Limits.RequestsPerMinute,
        TokensPerMinute = TokensPerMinute is { } tpm ? tpm.Value : key.Limits.TokensPerMinute,
        Concurrency = Concurrency is { } concurrency ? concurrency.Value : key.Limits.Concurrency,
        MonthlyCapUsd = MonthlyCapUsd is { } cap ? cap.Value : key.Limits.MonthlyCap?.Usd,
        Models = Models is { } models ? models.Value : key.Models,
        ExpiresAt = ExpiresAt is { } expiry ? expiry.Value : key.ExpiresAt,
        Sandbox = key.Sandbox,
    };
}
