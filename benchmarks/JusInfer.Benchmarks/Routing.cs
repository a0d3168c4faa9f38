using BenchmarkDotNet.Attributes;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Costs;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Benchmarks;

/// <summary>
/// The decision for one step of a warm session after the request was parsed: words, features, trees, costs, guard. The goal is below 50 µs without allocations. Next to
/// it, the hashes of a prompt of 96 KB, which are computed while the request is read.
/// </summary>
public class Routing
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private readonly byte[] result = new byte[4_096];
    private readonly byte[] turn = new byte[1_024];
    private readonly byte[] message = new byte[4_096];
    private readonly DetourPolicy policy = new(NoRegretGuard.Default, DetourOptions.Default);
    private readonly CallRates baseline = Rates("baseline", 3m, 0.3m, 15m, CacheMarkers.Anthropic);
    private readonly CallRates small = Rates("small", 0.05m, 0.05m, 0.2m, CacheMarkers.None);
    private StepHead head = null!;
    private StepTrail trail;
    private SessionState state = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        foreach (var text in (byte[][])[result, turn, message])
        {
            for (var i = 0; i < text.Length; i++) text[i] = random.Next(7) == 0 ? (byte)' ' : (byte)random.Next('!', '~');
        }

        head = StepHeads.Shipped.Value;
        trail.AddUser("Fix the bug in parser.py"u8);
        state = SessionState.StartAt(baseline.Target, new TaskDomain(TaskKind.Fix, "python"));
        for (var step = 0; step < 30; step++)
        {
            trail.AddTurn(turn);
            trail.AddCall("Bash"u8, """{"command":"python -m pytest"}"""u8);
            trail.AddResult(result);
            state = state.After(PrefixHashes.Empty, Call(step), baseline);
        }
    }

    [Benchmark]
    public bool Decide()
    {
        var risk = head.Predict(in trail, result, turn);
        var call = new UpcomingCall(state.LastAt.AddSeconds(5), state.LastPromptTokens + 900, state.LastPromptTokens, state.Forecast.OutputBound);
        return policy.Decide(state, call, isResult: true, risk, head.MissCost, baseline, small).IsDetour;
    }

    [Benchmark]
    public long HashPrompt()
    {
        var hasher = new PrefixHasher();
        for (var i = 0; i < 24; i++) hasher.AddMessage((byte)(i % 3), message);
        return hasher.Result().Bytes;
    }

    private BilledCall Call(int step) => new()
    {
        Rates = baseline,
        At = Now.AddSeconds(step * 5),
        StableTokens = state.LastPromptTokens,
        OutputBound = 500,
        Tokens = baseline.TokensOf(10_000 + (step * 900), state.LastPromptTokens, 250),
    };

    private static CallRates Rates(string model, decimal input, decimal read, decimal output, CacheMarkers cache) => new(
        new TargetKey(model, "benchmark"),
        new Price
        {
            From = new DateOnly(2026, 1, 1),
            InputPerMillion = NanoUsd.FromUsd(input),
            CacheReadPerMillion = NanoUsd.FromUsd(read),
            CacheWrite5mPerMillion = NanoUsd.FromUsd(input),
            CacheWrite1hPerMillion = NanoUsd.FromUsd(input),
            OutputPerMillion = NanoUsd.FromUsd(output),
        },
        CacheRules.Of(cache));
}
