using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Networks;

namespace JusInfer.Portal.Keys;

/// <summary>
/// The fields of <see cref="KeyTerms"/>. The table, the update of a key, its entries in the audit log, its form in the API and the
/// description of that are derived from this list.
/// </summary>
internal static class KeyColumns
{
    public static readonly ImmutableArray<KeyColumn> All =
    [
        // That of a key which mints keys is stored as usage:read: nodes of earlier releases know no other scope that calls no models.
        new KeyColumn<KeyScope>(
            "scope", "What the key is for: all (calls), usage:read or keys:mint.",
            static terms => terms.Scope is KeyScope.KeysMint ? KeyScope.UsageRead : terms.Scope,
            static (terms, scope) => terms with { Scope = scope })
        { Shown = static terms => terms.Scope, IsFixed = true, Default = KeyScope.All },
        new KeyColumn<bool>(
            "mints_keys", "",
            static terms => terms.Scope is KeyScope.KeysMint,
            static (terms, mints) => mints ? terms with { Scope = KeyScope.KeysMint } : terms)
        { IsHidden = true, IsFixed = true, Default = false },
        new KeyColumn<int>(
            "requests_per_minute", "Requests per minute, and the burst.",
            static terms => terms.RequestsPerMinute, static (terms, rate) => terms with { RequestsPerMinute = rate })
        { Field = "rpm" },
        new KeyColumn<int?>(
            "tokens_per_minute", "Tokens per minute; null without a limit.",
            static terms => terms.TokensPerMinute, static (terms, rate) => terms with { TokensPerMinute = rate })
        { Field = "tpm" },
        new KeyColumn<int?>(
            "concurrency", "Concurrent calls; null without a limit.",
            static terms => terms.Concurrency, static (terms, calls) => terms with { Concurrency = calls }),
        new KeyColumn<NanoUsd?>(
            "monthly_cap", "The most the key may spend in a calendar month (UTC); null without a limit.",
            static terms => terms.MonthlyCap, static (terms, cap) => terms with { MonthlyCap = cap })
        { Field = "monthly_cap_usd" },
        new KeyColumn<string[]>(
            "models", "The models that the key may call; every model where empty.",
            static terms => [.. terms.Models], static (terms, models) => terms with { Models = [.. models] })
        { IsRequired = true },
        new KeyColumn<string[]?>(
            "allowed_addresses", "The IP addresses and networks that the key may be used from; every address where empty.",
            static terms => AddressRange.ToTexts(terms.AllowedAddresses),
            static (terms, ranges) => terms with { AllowedAddresses = AddressRange.FromTexts(ranges) }),
        new KeyColumn<bool>(
            "sandbox", "Whether calls with the key may request injected faults (failure drills).",
            static terms => terms.Sandbox, static (terms, sandbox) => terms with { Sandbox = sandbox })
        { IsFixed = true },
        new KeyColumn<bool>(
            "cache_care", "Whether the gateway sets cache markers and keeps the order of tools.",
            static terms => terms.CacheCare, static (terms, cares) => terms with { CacheCare = cares })
        { Default = true },
        new KeyColumn<string?>(
            "repository", "The repository of calls that name none.",
            static terms => terms.Repository, static (terms, repository) => terms with { Repository = repository })
        { IsPersonal = true },
        new KeyColumn<string?>(
            "label", "The label of calls that name none.",
            static terms => terms.Label, static (terms, label) => terms with { Label = label })
        { IsPersonal = true },
    ];

    /// <summary>The columns that the API and the audit log show.</summary>
    public static readonly ImmutableArray<KeyColumn> Shown = [.. All.Where(static column => !column.IsHidden)];
}
