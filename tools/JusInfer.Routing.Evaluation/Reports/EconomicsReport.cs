using System.Text;
using JusInfer.Portal.Routing.Costs;
using JusInfer.Routing.Evaluation.Economics;
using JusInfer.Routing.Evaluation.Sessions;

namespace JusInfer.Routing.Evaluation.Reports;

/// <summary>The tables about what a session costs when calls change between models. Nothing is trained.</summary>
internal sealed class EconomicsReport(IReadOnlyList<CallSession> sessions, CascadeReport cascades, ShippedCatalog catalog)
{
    /// <summary>The state of a session in the table of runs. Tokens.</summary>
    public const long RunPrompt = 20_000, RunOutput = 250;

    private const long CachedPauseSeconds = 300;

    private static readonly (StatedPrices Baseline, StatedPrices Small)[] Pairs =
    [
        (StatedPrices.Sonnet, StatedPrices.Qwen), (StatedPrices.Sonnet, StatedPrices.Hermes70B), (StatedPrices.Sonnet, StatedPrices.Gpt5Mini),
        (StatedPrices.Sonnet, StatedPrices.DeepSeek), (StatedPrices.Sonnet, StatedPrices.Haiku), (StatedPrices.Sonnet, StatedPrices.Gpt5),
        (StatedPrices.Sonnet, StatedPrices.Hermes405B), (StatedPrices.Opus, StatedPrices.Qwen), (StatedPrices.Opus, StatedPrices.Haiku),
        (StatedPrices.Opus, StatedPrices.Hermes405B), (StatedPrices.Gpt5, StatedPrices.Qwen), (StatedPrices.Gpt5, StatedPrices.Hermes70B),
        (StatedPrices.Gpt5, StatedPrices.Gpt5Mini), (StatedPrices.Gpt5, StatedPrices.DeepSeek), (StatedPrices.Gpt5, StatedPrices.Haiku),
        (StatedPrices.Gpt5, StatedPrices.Hermes405B),
    ];

    private static readonly (StatedPrices Baseline, StatedPrices Small)[] SuitablePairs =
        [(StatedPrices.Sonnet, StatedPrices.Qwen), (StatedPrices.Sonnet, StatedPrices.DeepSeek), (StatedPrices.Gpt5, StatedPrices.Qwen)];

    private static readonly MixedBill Sonnet = new(StatedPrices.Sonnet.Rates, StatedPrices.Qwen.Rates);

    public CascadeReport Cascades => cascades;

    public int Sessions => sessions.Count;

    public int Calls => sessions.Sum(static session => session.Calls.Count);

    /// <summary>The mean tokens by which a call makes a conversation longer.</summary>
    public long Growth => (long)sessions.SelectMany(static session => Enumerable.Range(0, session.Calls.Count - 1).Select(session.GrowthAfter)).Average();

    public string StructureTable()
    {
        var text = new StringBuilder("| measure | value |\n|---|---|\n");
        Row("calls a session, mean", Mean(static session => session.Calls.Count).Number(1));
        Row("calls a session, median; nine of ten sessions have fewer than", $"{OfQuantile(static session => session.Calls.Count, 0.5).Number(0)}; {OfQuantile(static session => session.Calls.Count, 0.9).Number(0)}");
        Row("prompt tokens a session, thousands", Mean(static session => Prompt(session) / 1_000).Number(0));
        Row("output tokens a session, thousands", Mean(static session => Output(session) / 1_000).Number(1));
        Row("prompt tokens for each output token", Ratio(Prompt, Output).Number(1));
        Row("prompt of the last call, median, thousands of tokens", OfQuantile(static session => session.Calls[^1].Prompt / 1_000d, 0.5).Number(1));
        Row("prompt tokens that the call before had sent too", $"{Ratio(static session => Enumerable.Range(0, session.Calls.Count).Sum(session.Repeated), Prompt).Percent()} %");
        Row("prompt tokens that the provider of the recording read from its cache", $"{Ratio(static session => session.Calls.Sum(static call => call.ReportedRead), Prompt).Percent()} %");
        var pauses = sessions.SelectMany(Pauses).Order().ToArray();
        Row("pause between calls, median; 99 of 100 are shorter than", $"{pauses[pauses.Length / 2]:F0} s; {pauses[(int)(pauses.Length * 0.99)]:F0} s");
        Row("pauses of more than five minutes", $"{pauses.Count(static pause => pause > CachedPauseSeconds)} of {pauses.Length}");
        Row("bill of Sonnet 4.5 without a cache, $ a session", Mean(Uncached).Number(3));
        Row("the same with its cache", Mean(Cached).Number(3));
        Row("saved by the cache alone", $"{Ratio(static session => Uncached(session) - Cached(session), Uncached).Percent()} %");
        Row("of the bill with the cache: reads; new tokens; output", $"{BilledShare(static tokens => tokens with { Input = 0, CacheWrite = 0, Output = 0 })}; {BilledShare(static tokens => tokens with { CacheRead = 0, Output = 0 })}; {BilledShare(static tokens => new CallTokens(0, 0, 0, tokens.Output))}");
        Row("Sonnet 4.5 with its cache, $ a call: by these sessions; by its own bills for the same tasks", $"{Ratio(Cached, static session => session.Calls.Count).Number(4)}; {cascades.SonnetCall.Number(4)}");
        return text.ToString();

        void Row(string name, string value) => text.Append($"| {name} | {value} |\n");
    }

    public string ActionTable()
    {
        var text = new StringBuilder("| recorded as | of the calls | of the prompt tokens | of the output tokens | output of a call, mean |\n|---|---|---|---|---|\n");
        foreach (var action in (string[])["look", "run", "edit", "write_script", "submit"]) Row(action, call => call.Action == action);
        Row("other", static call => call.Action is "other" or "none");
        Row("**tactical** (look, run, submit)", static call => call.IsTactical);
        return text.ToString();

        void Row(string name, Func<SessionCall, bool> isOf)
        {
            var output = Ratio(session => session.Calls.Where(isOf).Sum(static call => call.Output), session => session.Calls.Count(isOf));
            text.Append($"| {name} | {Share(isOf, static _ => 1)} | {Share(isOf, static call => call.Prompt)} | {Share(isOf, static call => call.Output)} | {output.Number(0)} |\n");
        }
    }

    public string PairTable()
    {
        var text = new StringBuilder("| baseline | small model | by the price lists | billed, both caches survive | billed, each switch loses the cache | both survive, prices of the shipped catalog |\n|---|---|---|---|---|---|\n");
        foreach (var (baseline, small) in Pairs)
        {
            var bill = new MixedBill(baseline.Rates, small.Rates);
            var losing = bill with { LosesCacheAtSwitch = true };
            var shipped = new MixedBill(catalog.Rates(baseline.CatalogId), catalog.Rates(small.CatalogId));
            text.Append($"| {baseline.Name} | {small.Name} | {Saved(session => bill.ListPrice(session, routes: true), session => bill.ListPrice(session, routes: false))} ")
                .Append($"| {Saved(bill.Tactical, bill.Staying)} | {Saved(losing.Tactical, losing.Staying)} | {Saved(shipped.Tactical, shipped.Staying)} |\n");
        }

        return text.ToString();
    }

    public string AlwaysTable()
    {
        var text = new StringBuilder("| all calls on | saving against Sonnet 4.5 with its cache | $ a session |\n|---|---|---|\n");
        foreach (var model in StatedPrices.All)
        {
            var bill = new MixedBill(model.Rates, model.Rates);
            text.Append($"| {model.Name} | {Saved(bill.Staying, Sonnet.Staying)} | {Mean(session => Usd(bill.Staying(session))).Number(3)} |\n");
        }

        return text.ToString();
    }

    public string ShareTable()
    {
        var text = new StringBuilder("| calls on Qwen3 8B | share of the calls | saving |\n|---|---|---|\n");
        Row("the tactical ones", static session => index => session.Calls[index].IsTactical);
        foreach (var share in (double[])[0.5, 0.7, 0.8, 0.9, 0.95]) Row($"{share:P0}, at random", session => Random(session, share));
        foreach (var calls in (int[])[5, 10, 15, 20]) Row($"all after the first {calls}", _ => index => index >= calls);
        return text.ToString();

        void Row(string name, Func<CallSession, Func<int, bool>> route)
        {
            var moved = Ratio(session => Enumerable.Range(0, session.Calls.Count).Count(route(session)), static session => session.Calls.Count);
            text.Append($"| {name} | {moved.Percent()} | {Saved(session => Sonnet.CostOf(session, route(session)), Sonnet.Staying)} |\n");
        }
    }

    public string BreakEvenTable()
    {
        var text = new StringBuilder("| baseline | small model | one call pays from this output for each prompt token | recorded tactical calls above it | a run pays from |\n|---|---|---|---|---|\n");
        foreach (var (baseline, small) in Pairs)
        {
            var least = BreakEven.OutputPerPrompt(baseline.Rates, small.Rates);
            var above = least is { } ratio ? Ratio(session => session.Calls.Count(call => call.IsTactical && call.Output >= ratio * call.Prompt), static session => session.Calls.Count(static call => call.IsTactical)) : default;
            var run = BreakEven.RunLength(baseline.Rates, small.Rates, RunPrompt, RunOutput, Growth);
            text.Append($"| {baseline.Name} | {small.Name} | {(least switch { null => "never", 0 => "always", var value => $"{value * 100:F1} %" })} | {above.Percent()} ")
                .Append($"| {(run switch { null => "never", 1 => "1 call", var calls => $"{calls} calls" })} |\n");
        }

        return text.ToString();
    }

    public string TroubleTable()
    {
        var text = new StringBuilder($"| tactical calls move, and | {string.Join(" | ", SuitablePairs.Select(static pair => $"{pair.Baseline.Name} and {pair.Small.Name}"))} |\n|---|---|---|---|\n");
        Row("nothing goes wrong", static bill => (bill.Tactical, bill.Staying));
        foreach (var calls in (int[])[20, 10, 5, 2])
        {
            Row($"both caches expire every {calls} calls", bill =>
            {
                var expiring = bill with { ExpiresEvery = calls };
                return (expiring.Tactical, expiring.Staying);
            });
        }

        foreach (var share in (double[])[0.1, 0.2, 0.35, 0.5]) Row($"{share:P0} of the small model's steps are useless", bill => ((bill with { Redo = share }).Tactical, bill.Staying));
        foreach (var factor in (double[])[1.3, 1.6, 2, 2.5]) Row($"the session has {factor:F1} times as many calls", bill => (session => bill.Tactical(session.Longer(factor)), bill.Staying));
        return text.ToString();

        void Row(string name, Func<MixedBill, (Func<CallSession, NanoUsd> Routed, Func<CallSession, NanoUsd> Stayed)> bills)
        {
            text.Append($"| {name} |");
            foreach (var (baseline, small) in SuitablePairs)
            {
                var (routed, stayed) = bills(new MixedBill(baseline.Rates, small.Rates));
                text.Append($" {Saved(routed, stayed)} |");
            }

            text.Append('\n');
        }
    }

    private static Func<int, bool> Random(CallSession session, double share)
    {
        // The same draws for every share, so that a larger one moves the same calls and more.
        var random = new Random(Folds.Of(session.Task, repeat: 6, int.MaxValue));
        double[] draws = [.. session.Calls.Select(_ => random.NextDouble())];
        return index => draws[index] < share;
    }

    private static IEnumerable<double> Pauses(CallSession session) => session.Calls.Zip(session.Calls.Skip(1), static (call, next) => (next.At - call.At).TotalSeconds);

    private static double Prompt(CallSession session) => session.Calls.Sum(static call => call.Prompt);

    private static double Output(CallSession session) => session.Calls.Sum(static call => call.Output);

    private static double Usd(NanoUsd cost) => (double)cost.Usd;

    private static double Cached(CallSession session) => Usd(Sonnet.Staying(session));

    private static double Uncached(CallSession session) => Usd(Sonnet.ListPrice(session, routes: false));

    /// <summary>The share of the cached bill that some of its tokens cause.</summary>
    private string BilledShare(Func<CallTokens, CallTokens> part)
    {
        var rates = StatedPrices.Sonnet.Rates;
        return $"{Ratio(session => session.Calls.Select((call, index) => Usd(part(rates.TokensOf(call.Prompt, session.Repeated(index), call.Output)).CostAt(rates.Price))).Sum(), Cached).Percent()} %";
    }

    private string Share(Func<SessionCall, bool> isOf, Func<SessionCall, double> weight) =>
        Ratio(session => session.Calls.Where(isOf).Sum(weight), session => session.Calls.Sum(weight)).Percent();

    private string Saved(Func<CallSession, NanoUsd> routed, Func<CallSession, NanoUsd> stayed) => Ratio(session => Usd(stayed(session)) - Usd(routed(session)), session => Usd(stayed(session))).Percent();

    private Interval Mean(Func<CallSession, double> value) => Ratio(value, static _ => 1);

    private Interval OfQuantile(Func<CallSession, double> value, double share) => Bootstrap.Of([.. sessions.Select(value)], sample => Quantile.Of([.. sample], share));

    /// <summary>The ratio of two sums over the sessions.</summary>
    private Interval Ratio(Func<CallSession, double> part, Func<CallSession, double> whole)
    {
        (double Part, double Whole)[] sums = [.. sessions.Select(session => (part(session), whole(session)))];
        return Bootstrap.Of(sums, static sample => sample.Sum(static sum => sum.Part) / sample.Sum(static sum => sum.Whole));
    }
}
