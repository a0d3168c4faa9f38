using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;

namespace JusInfer.Portal.Reports.Views;

/// <summary>A call with everything needed to recompute its cost.</summary>
internal sealed record ReceiptView : RequestView
{
    [SetsRequiredMembers]
    private ReceiptView(RequestView call)
        : base(call)
    {
    }

    public bool Streamed { get; private init; }

    public BucketsView Tokens { get; private init; } = BucketsView.From(default);

    /// <summary>The cost of the same tokens with the catalog's baseline model.</summary>
    public decimal BaselineCostUsd { get; private init; }

    /// <summary>The effective date of the prices that applied.</summary>
    public DateOnly? PricesFrom { get; private init; }

    /// <summary>The prices were those of a tier, for prompts of more tokens than this; null for those of a prompt of any length.</summary>
    public int? ContextTier { get; private init; }

    public string CatalogVersion { get; private init; } = "";

    /// <summary>
    /// The provider's name of the model that answered; null if it reported none. If it is another model of the catalog, its prices apply.
    /// </summary>
    public string? ModelReported { get; private init; }

    /// <summary>
    /// The service tier at which the call is billed: the one that the provider reported, else the requested one; or another value of the
    /// request that changes the price. Null if it has the standard price and none with another one was asked for.
    /// </summary>
    public string? ServiceTier { get; private init; }

    /// <summary>The part of the cost for calls of tools that the provider ran.</summary>
    public decimal ToolCostUsd { get; private init; }

    /// <summary>
    /// What the call cost beyond <c>cost_usd</c>, because no limit had room for it, or for answers of attempts that failed. The operator
    /// bears it.
    /// </summary>
    public decimal UnbilledUsd { get; private init; }

    /// <summary>The part of the cost, charged or not, for answers of attempts that failed.</summary>
    public decimal FailedAttemptsUsd { get; private init; }

    /// <summary>The total that the provider reported and that the tokens do not add up to; null if they add up.</summary>
    public UsageMismatchView? UsageMismatch { get; private init; }

    /// <summary>What the gateway changed in the request because the endpoint does not accept it otherwise.</summary>
    public string[] Adjusted { get; private init; } = [];

    /// <summary>The entry of the team's ledger that settles the call; null if none does.</summary>
    public string? SettlementId { get; private init; }

    /// <summary>The limits of money that the call held its cost of.</summary>
    public ImmutableArray<HoldView> Holds { get; private init; } = [];

    /// <summary>The root of the run tree that the call's session belongs to.</summary>
    public string? Run { get; private init; }

    /// <summary>The run that started the call's session.</summary>
    public string? ParentSession { get; private init; }

    /// <summary>All attempts of the call at providers, in order.</summary>
    public ImmutableArray<AttemptView> AttemptLog { get; private init; } = [];

    /// <summary>Why this model, in a sentence.</summary>
    public string Explanation { get; private init; } = "";

    /// <summary>What the router knew when it chose the model; null for a pinned model.</summary>
    public RoutingView? Routing { get; private init; }

    /// <summary>What the call could not read from the provider's cache; null if nothing was lost.</summary>
    public LostCacheView? CacheLoss { get; private init; }

    /// <summary>The client's tools that the answer calls; their arguments are not recorded.</summary>
    public ImmutableArray<CalledToolView> ToolsCalled { get; private init; } = [];

    /// <summary>Whether the call did its work, as it was reported; newest first.</summary>
    public ImmutableArray<FeedbackView> Feedback { get; private init; } = [];

    public static ReceiptView From(UsageRecord call, ProviderErrorAccess access, ImmutableArray<FeedbackReport> feedback) =>
        From(call, access, feedback, RouteDetails.Parse(call.RouteDetails));

    private static ReceiptView From(
        UsageRecord call, ProviderErrorAccess access, ImmutableArray<FeedbackReport> feedback, RouteDetails? details) =>
            new(RequestView.From(call, access))
            {
                Explanation = RouteSentences.Explain(call.Route, call.ModelServed, details),
                Routing = RoutingView.From(call, details),
                CacheLoss = details?.Lost is { } lost
                    ? new LostCacheView(lost.Cause, lost.Message, lost.Block, lost.Tokens, lost.Cost.Usd)
                    : null,
                ToolsCalled = [.. (details?.Tools ?? []).Select(static tool => new CalledToolView(tool.Name, tool.Calls))],
                Feedback = FeedbackView.From(feedback),
                Streamed = call.Streamed,
                Tokens = BucketsView.From(call.Tokens),
                BaselineCostUsd = call.BaselineCost.Usd,
                PricesFrom = call.PricesFrom,
                ContextTier = call.ContextTier,
                CatalogVersion = call.CatalogVersion,
                ModelReported = call.ModelReported,
                ServiceTier = call.ServiceTier,
                ToolCostUsd = call.ToolCost.Usd,
                UnbilledUsd = call.Unbilled.Usd,
                FailedAttemptsUsd = details?.Failed?.Usd ?? 0,
                UsageMismatch = Portal.Usage.UsageMismatch.Parse(call.UsageMismatch) is { } mismatch
            ? new UsageMismatchView(mismatch.Total, mismatch.Counted, mismatch.Reported)
            : null,
                Adjusted = ((Adjustments)(call.Adjusted ?? 0)).Names(),
                SettlementId = call.SettlementEntryId?.ToString(),
                Holds = [.. HeldLimits.Parse(call.HeldLimits).Select(limit => new HoldView(limit, call.Held.Usd, call.Cost.Usd))],
                Run = call.RootRunId,
                ParentSession = call.ParentRunId,
                AttemptLog = [.. Portal.Usage.AttemptLog.Read(call).Select(AttemptView.From)],
            };
}

/// <summary>A tool of the client that an answer calls.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Calls">The number of calls.</param>
internal sealed record CalledToolView(string Name, int Calls);

/// <summary>A difference between the tokens of a call and a total that the provider reported.</summary>
/// <param name="Total">The name of the total: <c>input_tokens</c>, <c>output_tokens</c> or <c>total_tokens</c>.</param>
/// <param name="Counted">The sum of the tokens, which is billed.</param>
/// <param name="Reported">The provider's total.</param>
internal sealed record UsageMismatchView(string Total, long Counted, long Reported);

/// <summary>A limit of money that a call held its cost of.</summary>
/// <param name="Limit">The id of the budget, or <c>wallet</c>.</param>
/// <param name="HeldUsd">The most that the call held of it.</param>
/// <param name="SettledUsd">What the call was charged; the rest was released.</param>
internal sealed record HoldView(string Limit, decimal HeldUsd, decimal SettledUsd);

/// <summary>An attempt at a provider. An attempt that failed before its response began is not charged.</summary>
internal sealed record AttemptView
{
    public required string Provider { get; init; }

    public required string Model { get; init; }

    /// <summary>One of <c>answered, failed, rate_limited, timed_out, unreachable, refused, rejected, broken, abandoned</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The provider's HTTP status; absent if there was no response.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Status { get; init; }

    /// <summary>When the attempt began, in milliseconds after the start of the call.</summary>
    public required int StartedMs { get; init; }

    public required int Ms { get; init; }

    public static AttemptView From(AttemptRecord attempt) => new()
    {
        Provider = attempt.Provider,
        Model = attempt.Model,
        Outcome = Portal.Usage.AttemptLog.NameOf(attempt.Outcome),
        Status = attempt.Status,
        StartedMs = attempt.StartedMs,
        Ms = attempt.DurationMs,
    };
}

/// <summary>Tokens in disjoint buckets: each token is in exactly one.</summary>
internal sealed record BucketsView
{
    public required long InputUncached { get; init; }

    public required long CacheRead { get; init; }

    [JsonPropertyName("cache_write_5m")]
    public required long CacheWrite5m { get; init; }

    [JsonPropertyName("cache_write_1h")]
    public required long CacheWrite1h { get; init; }

    public required long OutputText { get; init; }

    public required long OutputReasoning { get; init; }

    public required long AudioInput { get; init; }

    public required long AudioOutput { get; init; }

    public static BucketsView From(TokenBuckets tokens) => new()
    {
        InputUncached = tokens.InputUncached,
        CacheRead = tokens.CacheRead,
        CacheWrite5m = tokens.CacheWrite5m,
        CacheWrite1h = tokens.CacheWrite1h,
        OutputText = tokens.OutputText,
        OutputReasoning = tokens.OutputReasoning,
        AudioInput = tokens.AudioInput,
        AudioOutput = tokens.AudioOutput,
    };
}
