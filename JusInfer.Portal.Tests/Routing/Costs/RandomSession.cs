using JusInfer.Portal.Routing.Costs;

namespace JusInfer.Portal.Tests.Routing.Costs;

/// <summary>
/// A session of random requests, of which every one goes on a detour if the guard allows it. The worst client for the guard: it asks without regard
/// to the expected saving, and its detours fail at random.
/// </summary>
internal sealed class RandomSession(Random random, BaselineCostLimit guard, Func<Random, TimeSpan> pause)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private readonly CallPrices baseline = Rates.Random(random, "baseline");
    private readonly CallPrices[] others = [Rates.Random(random, "one"), Rates.Random(random, "two")];
    private readonly CachingProviders actual = new();
    private readonly CachingProviders stay = new();

    /// <summary>The bills after every answered request, and what the providers would have charged without detours.</summary>
    public IEnumerable<(SessionBill Bill, NanoUsd Stay)> Run()
    {
        var bill = SessionBill.StartAt(baseline.Target);
        var (at, prompt, stable, stayed) = (Start, (long)random.Next(200, 30_000), 0L, NanoUsd.Zero);
        var calls = random.Next(2, 60);
        for (var call = 0; call < calls; call++)
        {
            var output = random.Next(1, 2_000);
            var upcoming = new UpcomingCall(at, prompt, stable, OutputBound: 2_000);
            var detour = others[random.Next(others.Length)];
            actual.Cut(stable);
            stay.Cut(stable);
            if (guard.Allows(bill, upcoming, baseline, detour))
            {
                var fails = random.Next(8) == 0;
                bill = bill.Add(Answer(detour, at, prompt, stable, output) with { Discarded = fails }, baseline);
                if (fails) bill = bill.Add(Answer(baseline, at + TimeSpan.FromSeconds(random.Next(50)), prompt, prompt, output), baseline);
            }
            else
            {
                bill = bill.Add(Answer(baseline, at, prompt, stable, output), baseline);
            }

            stayed += stay.Call(baseline, bill.CounterfactualWarm.LastUsed, prompt, output).CostAt(baseline.Price);
            yield return (bill, stayed);

            at = bill.CounterfactualWarm.LastUsed + pause(random);
            (stable, prompt) = random.Next(20) == 0
                ? (random.NextInt64(prompt), random.Next(200, 60_000))
                : (prompt, prompt + output + random.Next(0, 3_000));
            stable = Math.Min(stable, prompt);
        }
    }

    private BilledCall Answer(CallPrices rates, DateTimeOffset at, long prompt, long stable, long output) => new()
    {
        Rates = rates,
        At = at,
        StableTokens = stable,
        OutputBound = 2_000,
        Tokens = actual.Call(rates, at, prompt, output),
    };
}
