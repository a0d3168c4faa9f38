using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Keys;

/// <summary>A change of a key. Absent fields keep their value; null removes a limit, and resets <c>rpm</c> to its default.</summary>
internal sealed record KeyChange
{
    /// <summary>The key's display name, 1 to 100 characters.</summary>
    [ShortText(KeyRules.MaxNameLength, MinimumLength = 1)]
    public Optional<string?> Name { get; init; }

    /// <summary>Requests per minute, and the burst; null resets it to 600. Owners and admins set limits.</summary>
    [WholeNumber(1, KeyRules.MaxPerMinute)]
    public Optional<long?> Rpm { get; init; }

    /// <summary>Tokens per minute; null removes the limit.</summary>
    [WholeNumber(1, KeyRules.MaxPerMinute)]
    public Optional<long?> Tpm { get; init; }

    /// <summary>Concurrent calls; null removes the limit.</summary>
    [WholeNumber(1, KeyRules.MaxConcurrency)]
    public Optional<long?> Concurrency { get; init; }

    /// <summary>The most the key may spend in a calendar month (UTC), 0 to 1000000; null removes the limit.</summary>
    [UsdAmount]
    public Optional<decimal?> MonthlyCapUsd { get; init; }

    /// <summary>The models that the key may call; null or an empty list allows every model.</summary>
    [ModelIds]
    public Optional<ImmutableArray<string>?> Models { get; init; }

    /// <summary>The addresses that the key may be used from, at most 32; null or an empty list allows every address.</summary>
    [AddressRanges]
    public Optional<ImmutableArray<string>?> AllowedAddresses { get; init; }

    /// <summary>Whether the gateway sets cache markers in calls without them, and sends reordered tools in the first order of their session.</summary>
    public bool? CacheCare { get; init; }

    /// <summary>The repository of calls that name none; null or an empty one removes it.</summary>
    [ShortText(KeyRules.MaxLabelLength)]
    public Optional<string?> Repository { get; init; }

    /// <summary>The label of calls that name none; null or an empty one removes it.</summary>
    [ShortText(KeyRules.MaxLabelLength)]
    public Optional<string?> Label { get; init; }

    /// <summary>When the key stops working; null means never.</summary>
    public Optional<DateTimeOffset?> ExpiresAt { get; init; }

    /// <summary>In how many seconds the secret before the last rotation ends, 0 to 2592000. It is never extended.</summary>
    [WholeNumber(0, KeyRules.MaxOverlapSeconds)]
    public long? OverlapSeconds { get; init; }

    /// <summary>Whether the change concerns more than the name, which only owners and admins may do.</summary>
    internal bool SetsLimits =>
        Rpm.HasValue || Tpm.HasValue || Concurrency.HasValue || MonthlyCapUsd.HasValue || Models.HasValue || AllowedAddresses.HasValue || ExpiresAt.HasValue;

    internal ApiKey ApplyTo(ApiKey key, DateTimeOffset now) => key with
    {
        Name = Name.Or(key.Name)!.Trim(),
        Terms = ApplyTo(key.Terms),
        ExpiresAt = ExpiresAt.Or(key.ExpiresAt)?.ToUniversalTime(),
        Previous = ShortenPrevious(key.PreviousAt(now), now),
    };

    private KeyTerms ApplyTo(KeyTerms terms) => terms with
    {
        RequestsPerMinute = (int?)Rpm.Or(terms.RequestsPerMinute) ?? KeyTerms.DefaultRequestsPerMinute,
        TokensPerMinute = (int?)Tpm.Or(terms.TokensPerMinute),
        Concurrency = (int?)Concurrency.Or(terms.Concurrency),
        MonthlyCap = MonthlyCapUsd.Or(terms.MonthlyCap?.Usd) is { } usd ? NanoUsd.FromUsd(usd) : null,
        Models = Models.HasValue ? KeyTerms.Normalize(Models.Value) : terms.Models,
        AllowedAddresses = AllowedAddresses.HasValue ? KeyTerms.ToRanges(AllowedAddresses.Value) : terms.AllowedAddresses,
        CacheCare = CacheCare ?? terms.CacheCare,
        Repository = KeyTerms.NameOf(Repository.Or(terms.Repository)),
        Label = KeyTerms.NameOf(Label.Or(terms.Label)),
    };

    /// <param name="previous">With the end that it has under the old expiry of the key, so that a later one does not bring it back.</param>
    /// <param name="now">The time.</param>
    private PreviousSecret? ShortenPrevious(PreviousSecret? previous, DateTimeOffset now) => OverlapSeconds switch
    {
        null => previous,
        0 => null,
        { } seconds when previous?.EndsAt > now.AddSeconds(seconds) => previous with { EndsAt = now.AddSeconds(seconds) },
        _ => previous,
    };
}
