using System.Collections.Concurrent;
using System.Globalization;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Admission.Leases.Simulation;

/// <summary>
/// The protocol of leases in simulated time. <c>JUSINFER_SEEDS=from-to</c> chooses other seeds: a single one reproduces a run.
/// </summary>
[Collection(nameof(UsesAllCores))]
[Slow]
public sealed class LeaseSimulationTests(ITestOutputHelper output)
{
    private const int DefaultSeeds = 2_000;

    /// <summary>Every mutant is found with far fewer seeds.</summary>
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
        var options = new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken };
        Parallel.For(1, SeedsPerMutant + 1, options, (seed, loop) =>
        {
            try
            {
                LeaseSimulation.Run(seed, mutant);
            }
            catch (SimulationFault fault)
            {
                found.Add(fault.Message);
                loop.Stop();
            }
        });

        found.ShouldNotBeEmpty($"{SeedsPerMutant} seeds do not find {mutant}.");
        output.WriteLine(found.First());
    }

    private static (int From, int To) Seeds()
    {
        if (Environment.GetEnvironmentVariable("JUSINFER_SEEDS") is not { Length: > 0 } seeds) return (1, DefaultSeeds);
        var numbers = seeds.Split('-').Select(static number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return (numbers[0], numbers[^1]);
    }
}

/// <summary>The simulation uses all cores for more than a minute, so it does not run at the same time as tests that wait for answers.</summary>
[CollectionDefinition(nameof(UsesAllCores), DisableParallelization = true)]
public sealed class UsesAllCores;
