using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Costs;
using JusInfer.Routing.Evaluation.Steps;

namespace JusInfer.Routing.Evaluation.Reports;

/// <summary>The tables about single steps.</summary>
internal sealed class StepReport
{
    private const double Miss = RoutingEvaluation.Miss;

    private readonly StepEvaluation steps;

    public StepReport(StepEvaluation steps, ShippedCatalog catalog, int modelBytes)
    {
        (this.steps, ModelBytes) = (steps, modelBytes);
        (Auc, ShareAtMiss) = (steps.Ranks(Miss)[0], steps.Ranks(Miss)[1].Value);
        MainResults = steps.Replay(MainReplay, Miss);
        Main = Saved(MainResults);
        Catalog = catalog;
        var loose = steps.Replay(MainReplay, RoutingEvaluation.LooseMiss).Zip(steps.Sessions.OrderBy(session => session.Fold)).ToArray();
        AgainstUncached = Bootstrap.Of(loose, sample => 1 - (sample.Sum(pair => (double)pair.First.Bill.Actual.Value) / sample.Sum(pair => Uncached(pair.Second))));
    }

    /// <summary>The comparison of the earlier research: Sonnet 4.5 with its cache, and a small model without one at $0.05 and $0.20.</summary>
    public static Replay MainReplay { get; } = new(
        Rates("claude-sonnet-4.5", 3m, 0.3m, 3.75m, 15m, CacheMarkers.Anthropic), Rates("qwen3-8b", 0.05m, 0.05m, 0.05m, 0.2m, CacheMarkers.None), Redo: 0.1);

    public Interval Auc { get; }

    /// <summary>The share of calls below the threshold at which a tenth of the changes are.</summary>
    public double ShareAtMiss { get; }

    public Interval Main { get; }

    public ReplayResult[] MainResults { get; }

    public ShippedCatalog Catalog { get; }

    public int ModelBytes { get; }

    /// <summary>The saving of cache markers and detours together, against a client that sends no markers and pays for the whole prompt in every call.</summary>
    public Interval AgainstUncached { get; }

    public double Worst => MainResults.Max(result => result.Worst);

    public double CalibrationError => steps.CalibrationError();

    public int Sessions => steps.Sessions.Count;

    public int Calls => steps.Sessions.Sum(session => session.Steps.Count);

    public string MissTable()
    {
        var text = new StringBuilder("| miss cap | calls sent | real miss | saving, 10 % redo | saving, no redo | worst session |\n|---|---|---|---|---|---|\n");
        foreach (var miss in (double[])[0.05, 0.1, 0.2, 0.3])
        {
            var results = steps.Replay(MainReplay, miss);
            var noRedo = steps.Replay(MainReplay with { Redo = 0 }, miss);
            text.Append($"| {miss:P0} | {Share(ReplayResult.DetourShare(results))} | {Share(ReplayResult.MissShare(results))} | {Saved(results).Percent()} | {Saved(noRedo).Percent()} | ")
                .Append($"{results.Max(result => result.Worst):F3} |\n");
        }

        return text.ToString();
    }

    public string PolicyTable()
    {
        var nearest = new NearestSteps[Folds.Count];
        for (var fold = 0; fold < Folds.Count; fold++) nearest[fold] = new NearestSteps(steps.Sessions.Where(session => session.Fold != fold));
        var near = steps.Sessions.SelectMany(session => session.Steps.Select(step => (step, Risk: nearest[session.Fold].Predict(step))))
            .ToDictionary(pair => (object)pair.step, pair => pair.Risk, ReferenceEqualityComparer.Instance);
        var random = new Random(3);
        var randoms = steps.Sessions.SelectMany(session => session.Steps).ToDictionary(step => (object)step, _ => random.NextDouble(), ReferenceEqualityComparer.Instance);
        var length = Portal.Routing.Steps.StepFeatures.Names.IndexOf("result-bytes");

        var text = new StringBuilder("| policy | calls sent | miss | saving |\n|---|---|---|---|\n");
        Row("always the baseline (best)", [.. MainReplay.Run(steps.Sessions, _ => 1, 1e9)]);
        Row("random", steps.ReplayFitted(MainReplay, step => randoms[step], Miss));
        Row("length of the last message only", steps.ReplayFitted(MainReplay, step => (17 - step.Features[length]) / 17, Miss));
        Row("kNN, 40 neighbors", steps.ReplayFitted(MainReplay, step => near[step], Miss));
        Row("**step head**", MainResults);
        Row("oracle of the label", [.. MainReplay.Run(steps.Sessions, step => step.ChangesFiles ? 1 : 0, 1e9)]);
        Row("always the small model, as far as the guard allows (cheapest)", [.. MainReplay.Run(steps.Sessions, _ => 0, 0)]);
        return text.ToString();

        void Row(string name, ReplayResult[] results) =>
            text.Append($"| {name} | {Share(ReplayResult.DetourShare(results))} | {Share(ReplayResult.MissShare(results))} | {Saved(results).Percent()} |\n");
    }

    public string PairTable()
    {
        var text = new StringBuilder("| baseline | small model | calls sent | saving | worst session | sessions above 1.03 |\n|---|---|---|---|---|---|\n");
        foreach (var (baseline, small) in ((string, string)[])[
            ("anthropic/claude-sonnet-4.5", "qwen/qwen3-8b"), ("anthropic/claude-sonnet-4.5", "deepseek/deepseek-v3.2"), ("anthropic/claude-sonnet-4.5", "openai/gpt-5-mini"),
            ("anthropic/claude-sonnet-4.5", "anthropic/claude-haiku-4.5"), ("anthropic/claude-sonnet-4.5", "openai/gpt-5"), ("anthropic/claude-sonnet-4.5", "nousresearch/hermes-4-405b"),
            ("anthropic/claude-opus-4.5", "qwen/qwen3-8b"), ("anthropic/claude-sonnet-5.5", "qwen/qwen3-8b"), ("openai/gpt-5", "qwen/qwen3-8b"), ("openai/gpt-5", "nousresearch/hermes-4-405b")])
        {
            var results = steps.Replay(new Replay(Catalog.Rates(baseline), Catalog.Rates(small), Redo: 0.1) { SmallContext = Catalog.Model(small).ContextWindow }, Miss);
            text.Append($"| {baseline} | {small} | {Share(ReplayResult.DetourShare(results))} | {Saved(results).Percent()} | {results.Max(result => result.Worst):F3} | ")
                .Append($"{results.Count(result => result.Bill.Actual.Value > BaselineCostLimit.DefaultLimit * result.Bill.Counterfactual.Value)} |\n");
        }

        return text.ToString();
    }

    public string ActionTable()
    {
        var groups = steps.Sessions.SelectMany(session => session.Steps).GroupBy(step => step.Recorded).OrderByDescending(group => group.Count());
        var text = new StringBuilder("| recorded as | calls | recognized as |\n|---|---|---|\n");
        foreach (var group in groups)
        {
            var recognized = group.GroupBy(step => step.Classified).OrderByDescending(step => step.Count()).Take(4).Select(step => $"{step.Key} {Share(step.Count() / (double)group.Count())}");
            text.Append($"| {group.Key} | {group.Count()} | {string.Join(", ", recognized)} |\n");
        }

        return text.ToString();
    }

    private static double Uncached(StepSession session) =>
        session.Steps.Sum(step => (double)new CallTokens(step.PromptTokens, 0, 0, step.OutputTokens).CostAt(MainReplay.Baseline.Price).Value);

    private static Interval Saved(ReplayResult[] results) => Bootstrap.Of(results, ReplayResult.Saving);

    private static string Share(double share) => (share * 100).ToString("F1") + " %";

    private static CallPrices Rates(string model, decimal input, decimal read, decimal write, decimal output, CacheMarkers cache) => new(
        new TargetKey(model, "evaluation"),
        new Price
        {
            From = ShippedCatalog.Today,
            InputPerMillion = NanoUsd.FromUsd(input),
            CacheReadPerMillion = NanoUsd.FromUsd(read),
            CacheWrite5mPerMillion = NanoUsd.FromUsd(write),
            CacheWrite1hPerMillion = NanoUsd.FromUsd(write),
            OutputPerMillion = NanoUsd.FromUsd(output),
        },
        CacheRules.From(cache));
}
