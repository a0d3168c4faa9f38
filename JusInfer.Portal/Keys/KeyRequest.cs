using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Keys;

/// <summary>A new key. An absent limit has its default or does not apply.</summary>
internal sealed record KeyRequest
{
    /// <summary>The key's display name, 1 to 100 characters.</summary>
    [RequiredField, ShortText(KeyRules.MaxNameLength, MinimumLength = 1)]
    public string? Name { get; init; }

    /// <summary>The member that the key acts for; the caller if absent. Owners and admins mint keys for others.</summary>
    public MemberId? MemberId { get; init; }

    /// <summary>Requests per minute, and the burst; 600 if absent. Owners and admins set limits.</summary>
    [WholeNumber(1, KeyRules.MaxPerMinute)]
    public long? Rpm { get; init; }

    /// <summary>Tokens per minute; unlimited if absent.</summary>
    [WholeNumber(1, KeyRules.MaxPerMinute)]
    public long? Tpm { get; init; }

    /// <summary>Concurrent calls; unlimited if absent.</summary>
    [WholeNumber(1, KeyRules.MaxConcurrency)]
    public long? Concurrency { get; init; }

    /// <summary>The most the key may spend in a calendar month (UTC), 0 to 1000000; unlimited if absent.</summary>
    [UsdAmount]
    public decimal? MonthlyCapUsd { get; init; }

    /// <summary>The models that the key may call; every model if absent or empty.</summary>
    [ModelIds]
    public ImmutableArray<string>? Models { get; init; }

    /// <summary>
    /// The addresses that the key may be used from, at most 32: IP addresses, and networks in CIDR notation; every address if absent or empty.
    /// </summary>
    [AddressRanges]
    public ImmutableArray<string>? AllowedAddresses { get; init; }

    /// <summary>
    /// What the key is for: calls (all), reading usage, runs, limits and keys (usage:read), or minting keys at /mcp (keys:mint); all if
    /// absent.
    /// </summary>
    public KeyScope? Scope { get; init; }

    /// <summary>
    /// Whether the key belongs to the team instead of a member: it stays when the one who minted it leaves, and limits of members do not apply. Owners and
    /// admins mint such keys.
    /// </summary>
    public bool? Service { get; init; }

    /// <summary>When the key stops working; never if absent.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether calls with the key may request injected faults (failure drills).</summary>
    public bool? Sandbox { get; init; }

    /// <summary>
    /// Whether the gateway sets cache markers in calls without them, and sends reordered tools in the first order of their session; true if absent.
    /// </summary>
    public bool? CacheCare { get; init; }

    /// <summary>The repository of calls that name none, at most 128 characters.</summary>
    [ShortText(KeyRules.MaxLabelLength)]
    public string? Repository { get; init; }

    /// <summary>The label of calls that name none, at most 128 characters.</summary>
    [ShortText(KeyRules.MaxLabelLength)]
    public string? Label { get; init; }

    /// <summary>Whether the request sets a limit, which only owners and admins may.</summary>
    internal bool SetsLimits => (Rpm ?? Tpm ?? Concurrency ?? MonthlyCapUsd) is not null;

    internal NewKey ToNewKey(KeyId? parent) => new()
    {
        Name = Name!.Trim(),
        ExpiresAt = ExpiresAt?.ToUniversalTime(),
        Service = Service ?? false,
        ParentId = parent,
        Terms = new KeyTerms
        {
            RequestsPerMinute = (int?)Rpm ?? KeyTerms.DefaultRequestsPerMinute,
            TokensPerMinute = (int?)Tpm,
            Concurrency = (int?)Concurrency,
            MonthlyCap = MonthlyCapUsd is { } usd ? NanoUsd.FromUsd(usd) : null,
            Models = KeyTerms.Normalize(Models),
            AllowedAddresses = KeyTerms.ToRanges(AllowedAddresses),
            Scope = Scope ?? KeyScope.All,
            Sandbox = Sandbox ?? false,
            CacheCare = CacheCare ?? true,
            Repository = KeyTerms.NameOf(Repository),
            Label = KeyTerms.NameOf(Label),
        },
    };
}
