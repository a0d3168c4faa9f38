using System.Collections.Concurrent;
using System.Globalization;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Admission.Leases.Simulation;

/// <summary>
/// The protocol of leases in simulated time. <c>JUSINFER_SEEDS=from-to</c> chooses other seeds: a single one reproduces a run, and
/// <c>eng/soak.sh seeds</c> runs those that have not been run yet. The same ones find nothing new each time.
/// </summary>
[Collection(nameof(UsesAllCores))]
[Slow]
public sealed class LeaseSimulationTests(ITestOutputHelper output)
{
    private const int DefaultSeeds = 200;

    /// <summary>Most mutants are found with far fewer seeds.</summary>
    private const int SeedsPerMutant = 3_000;

    public static TheoryData<Mutant> Mutants => [.. Enum.GetValues<Mutant>().Where(static mutant => mutant != Mutant.None)];

    [Fact]
    public void No_limit_is_exceeded_no_call_is_lost_and_no_slice_is_lost()
    {
        var (from, to) = Seeds();
        var runs = new ConcurrentBag<SimulationRun>();

        Parallel.For(from, to + 1, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, seed => runs.Add(LeaseSimulation.Run(seed)));

        var (served, calls) = (runs.Sum(static run => run.Served), runs.Sum(static run => run.Calls));
        output.WriteLine($"{runs.Count} runs, {served} of {calls} calls served");
        served.ShouldBeGreaterThan(calls / 4, "the rest exceeds the limits, or is lost in faults");
    }

    /// <summary>
    /// A call that cost more than it had held was charged from a lease that a limit, which was lowered since, would not have left. Five of
    /// 90,000 runs found it.
    /// </summary>
    [Theory]
    [InlineData(17_025)]
    [InlineData(50_671)]
    [InlineData(62_840)]
    [InlineData(72_967)]
    [InlineData(86_390)]
    public void A_cost_above_a_lowered_limit_is_not_charged_from_what_is_leased(int seed) => LeaseSimulation.Run(seed);

    [Fact]
    public void A_seed_reproduces_a_run_exactly()
    {
        foreach (var seed in Enumerable.Range(1, 20)) LeaseSimulation.Run(seed).ShouldBe(LeaseSimulation.Run(seed));
        LeaseSimulation.Run(1).Trace.ShouldNotBe(LeaseSimulation.Run(2).Trace);
    }

    [Theory]
    [MemberData(nameof(Mutants))]
    public void A_fault_in_the_protocol_is_found(Mutant mutant)
    {
        var found = new ConcurrentBag<string>();
        if (Find(mutant, KnownSeedOf(mutant)) is { } known) found.Add(known);
        var options = new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken };
        Parallel.For(1, found.IsEmpty ? SeedsPerMutant + 1 : 1, options, (seed, loop) =>
        {
            if (Find(mutant, seed) is not { } fault) return;
            found.Add(fault);
            loop.Stop();
        });

        found.ShouldNotBeEmpty($"{SeedsPerMutant} seeds do not find {mutant}.");
        output.WriteLine(found.First());
    }

    private static string? Find(Mutant mutant, int seed)
    {
        try
        {
            LeaseSimulation.Run(seed, mutant);
            return null;
        }
        catch (SimulationFault fault)
        {
            return fault.Message;
        }
    }

    /// <summary>
    /// A seed that finds what few seeds find. It is only tried first, because a change of the simulation also changes what a seed finds.
    /// </summary>
    private static int KnownSeedOf(Mutant mutant) => mutant switch
    {
        Mutant.TakenOverNotEnded => 2_367,
        Mutant.TakenOverBeforeRecorded => 2_185,
        Mutant.ServedBeforeCopied => 1_603,
        _ => 1,
    };

    private static (int From, int To) Seeds()
    {
        if (Environment.GetEnvironmentVariable("JUSINFER_SEEDS") is not { Length: > 0 } seeds) return (1, DefaultSeeds);
        var numbers = seeds.Split('-').Select(static number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return (numbers[0], numbers[^1]);
    }
}

/// <summary>The simulation uses all cores, so it does not run at the same time as tests that wait for answers.</summary>
[CollectionDefinition(nameof(UsesAllCores), DisableParallelization = true)]
public sealed class UsesAllCores;
