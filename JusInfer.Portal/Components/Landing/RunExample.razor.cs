using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Landing;

/// <summary>A run of an agent that has lost the prompt cache, at the present prices of the baseline model.</summary>
public sealed partial class RunExample
{
    /// <summary>The code of the cause, as receipts have it.</summary>
    private const string Cause = "tools_reordered";

    private static readonly ImmutableArray<ExampleRun> Runs =
    [
        new("fix-login-timeout", IsSubagent: false, 42, new TokenBuckets { InputUncached = 108_000, CacheRead = 1_610_000, CacheWrite5m = 74_000, OutputText = 21_400 }, LostTokens: 96_400),
        new("find-callers", IsSubagent: true, 17, new TokenBuckets { InputUncached = 21_000, CacheRead = 388_000, CacheWrite5m = 31_000, OutputText = 6_100 }, LostTokens: 0),
        new("run-tests", IsSubagent: true, 11, new TokenBuckets { InputUncached = 14_500, CacheRead = 206_000, CacheWrite5m = 19_000, OutputText = 3_900 }, LostTokens: 0),
    ];

    [Inject]
    private CatalogSnapshot Catalog { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    /// <summary>The price of prompts of ordinary length: no single call of the example is long.</summary>
    private Price Price => Catalog.Auto.Baseline.Prices.At(DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime));

    private NanoUsd Cost => Runs.Aggregate(NanoUsd.Zero, (sum, run) => sum + CostOf(run));

    private NanoUsd Lost => Runs.Aggregate(NanoUsd.Zero, (sum, run) => sum + LostCostOf(run));

    private NanoUsd CostOf(ExampleRun run) => Pricing.CostOf(run.Tokens, Price);

    /// <summary>What the tokens cost above a cache read.</summary>
    private NanoUsd LostCostOf(ExampleRun run) =>
        Pricing.CostOf(new TokenBuckets { InputUncached = run.LostTokens }, Price) - Pricing.CostOf(new TokenBuckets { CacheRead = run.LostTokens }, Price);

    private sealed record ExampleRun(string Name, bool IsSubagent, long Calls, TokenBuckets Tokens, long LostTokens);
}
