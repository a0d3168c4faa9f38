using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Networks;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Keys;

/// <summary>
/// Checks new and changed keys against the policy of their team. What a request does not set takes the policy's maximum, so that members, who set no limits,
/// can mint keys; what it sets has to be within the policy. It applies to owners, too: they change the policy first.
/// </summary>
internal readonly record struct KeyPolicyCheck(KeyPolicy Policy, DateTimeOffset Now)
{
    private const string Reason = "the team's policy for keys requires it.";

    public void Check(Input<KeyRequest> input)
    {
        var request = input.Request;
        if (request.Rpm is { } rpm) CheckMost(input, nameof(KeyRequest.Rpm), rpm, Policy.MaxRequestsPerMinute);
        if (request.Tpm is { } tpm) CheckMost(input, nameof(KeyRequest.Tpm), tpm, Policy.MaxTokensPerMinute);
        if (request.Concurrency is { } concurrency) CheckMost(input, nameof(KeyRequest.Concurrency), concurrency, Policy.MaxConcurrency);
        if (request.MonthlyCapUsd is { } cap) CheckMost(input, nameof(KeyRequest.MonthlyCapUsd), cap, Policy.MaxMonthlyCap?.Usd);
        if (request.ExpiresAt is { } expiry) CheckExpiry(input, expiry);
        CheckLists(input, request.Models, request.AllowedAddresses);
    }

    public void Check(Input<KeyChange> input)
    {
        var change = input.Request;
        if (change.Rpm.HasValue) CheckMost(input, nameof(KeyChange.Rpm), change.Rpm.Value ?? KeyTerms.DefaultRequestsPerMinute, Policy.MaxRequestsPerMinute);
        if (change.Tpm.HasValue) CheckMost(input, nameof(KeyChange.Tpm), change.Tpm.Value, Policy.MaxTokensPerMinute);
        if (change.Concurrency.HasValue) CheckMost(input, nameof(KeyChange.Concurrency), change.Concurrency.Value, Policy.MaxConcurrency);
        if (change.MonthlyCapUsd.HasValue) CheckMost(input, nameof(KeyChange.MonthlyCapUsd), change.MonthlyCapUsd.Value, Policy.MaxMonthlyCap?.Usd);
        if (change.ExpiresAt.HasValue) CheckExpiry(input, change.ExpiresAt.Value);
        CheckLists(input, change.Models.Or(null), change.AllowedAddresses.Or(null));
    }

    /// <summary>The key, with the policy's maximum where it has a higher limit, a later expiry or none.</summary>
    public NewKey Restrict(NewKey key) => key with { Terms = Restrict(key.Terms), ExpiresAt = Least(key.ExpiresAt, LastExpiry) };

    public ApiKey Restrict(ApiKey key) => key with { Terms = Restrict(key.Terms), ExpiresAt = Least(key.ExpiresAt, LastExpiry) };

    private DateTimeOffset? LastExpiry => Policy.MaxDays is { } days ? Now.AddDays(days) : null;

    /// <summary>A key that mints keys makes no calls; those that it mints are limited.</summary>
    private KeyTerms Restrict(KeyTerms terms) => terms.Scope is KeyScope.KeysMint ? terms : terms with
    {
        RequestsPerMinute = Math.Min(terms.RequestsPerMinute, Policy.MaxRequestsPerMinute ?? int.MaxValue),
        TokensPerMinute = Least(terms.TokensPerMinute, Policy.MaxTokensPerMinute),
        Concurrency = Least(terms.Concurrency, Policy.MaxConcurrency),
        MonthlyCap = Least(terms.MonthlyCap, Policy.MaxMonthlyCap),
    };

    private static void CheckMost<T>(Input<T> input, string property, decimal? value, decimal? most)
        where T : class
    {
        if (most is not null && !(value <= most)) input.AddError(property, $"{{0}} must be at most {most:0.#########}: {Reason}");
    }

    private void CheckExpiry<T>(Input<T> input, DateTimeOffset? expiry)
        where T : class
    {
        if (LastExpiry is { } last && !(expiry <= last))
            input.AddError(nameof(KeyRequest.ExpiresAt), $"{{0}} must be at most {Policy.MaxDays} days ahead, {last.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}: {Reason}");
    }

    /// <summary>Both lists apply in addition to the policy's, so an empty one is no fault.</summary>
    private void CheckLists<T>(Input<T> input, ImmutableArray<string>? models, ImmutableArray<string>? addresses)
        where T : class
    {
        var (allowedModels, allowedAddresses) = (Policy.Models, Policy.AllowedAddresses);
        foreach (var model in models ?? [])
        {
            if (allowedModels.IsEmpty || string.IsNullOrWhiteSpace(model) || allowedModels.Contains(model.Trim(), StringComparer.OrdinalIgnoreCase)) continue;
            input.AddError(nameof(KeyRequest.Models), $"'{model.Trim()}' is not one of {string.Join(", ", allowedModels)}: {Reason}");
        }

        foreach (var address in addresses ?? [])
        {
            if (allowedAddresses.IsEmpty || !AddressRange.TryParse(address, out var range) || allowedAddresses.Any(allowed => allowed.Contains(range))) continue;
            input.AddError(nameof(KeyRequest.AllowedAddresses), $"{range} is not within {string.Join(", ", allowedAddresses)}: {Reason}");
        }
    }

    private static T? Least<T>(T? value, T? most)
        where T : struct, IComparable<T> =>
        value is { } some && (most is not { } limit || some.CompareTo(limit) <= 0) ? value : most;
}
