using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Networks;

namespace JusInfer.Portal.Keys;

/// <summary>
/// What calls with a key may do, and how they are treated. A limit that is null does not apply. Each field is one of
/// <see cref="KeyColumns"/>, from which it is stored, changed, recorded in the audit log and shown by the API.
/// </summary>
internal sealed record KeyTerms
{
    public const int DefaultRequestsPerMinute = 600;

    /// <summary>Requests per minute, and the burst, because agents send several calls at once.</summary>
    public required int RequestsPerMinute { get; init; }

    public int? TokensPerMinute { get; init; }

    public int? Concurrency { get; init; }

    public NanoUsd? MonthlyCap { get; init; }

    /// <summary>The models that the key may call; every model where empty.</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>The addresses that the key may be used from; every address where empty.</summary>
    public ImmutableArray<AddressRange> AllowedAddresses { get; init; } = [];

    public KeyScope Scope { get; init; }

    /// <summary>Whether calls with the key may request injected faults (failure drills).</summary>
    public bool Sandbox { get; init; }

    /// <summary>Whether the gateway sets cache markers in its calls, and sends tools in the first order of their session.</summary>
    public bool CacheCare { get; init; } = true;

    /// <summary>The repository of calls that name none.</summary>
    public string? Repository { get; init; }

    /// <summary>The label of calls that name none.</summary>
    public string? Label { get; init; }

    /// <summary>The name without surrounding white space; null if nothing is left.</summary>
    public static string? NameOf(string? name) => string.IsNullOrWhiteSpace(name) ? null : name.Trim();

    /// <summary>The ids without surrounding white space and duplicates; empty if there are none.</summary>
    public static ImmutableArray<string> Normalize(ImmutableArray<string>? models) =>
        [.. (models ?? []).Select(static model => model.Trim()).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The ranges that valid texts name, without duplicates; empty if there are none.</summary>
    public static ImmutableArray<AddressRange> ToRanges(ImmutableArray<string>? addresses) =>
        addresses is { Length: > 0 } given ? [.. given.Select(AddressRange.Parse).Distinct()] : [];
}
