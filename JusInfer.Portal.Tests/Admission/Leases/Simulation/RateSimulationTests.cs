using System.Collections.Concurrent;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Admission.Leases.Simulation;

/// <summary>The leases of rates in simulated time.</summary>
[Trait("Promise", "P-11")]
[Collection(nameof(UsesAllCores))]
[Slow]
public sealed class RateSimulationTests(ITestOutputHelper output)
{
    private const int Seeds = 1_000;

    public static TheoryData<RateMutant> Mutants => [.. Enum.GetValues<RateMutant>().Where(static mutant => mutant != RateMutant.None)];

    [Fact]
    public void No_node_uses_more_than_it_has_leased_and_nothing_is_lost()
    {
        var started = new ConcurrentBag<int>();

        Parallel.For(1, Seeds + 1, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, seed => started.Add(RateSimulation.Run(seed)));

        output.WriteLine($"{started.Sum()} calls started");
        started.Average().ShouldBeGreaterThan(30);
    }

    [Theory]
    [MemberData(nameof(Mutants))]
    public void A_fault_in_the_protocol_is_found(RateMutant mutant)
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            try
            {
                RateSimulation.Run(seed, mutant);
            }
            catch (SimulationFault found)
            {
                output.WriteLine(found.Message);
                return;
            }
        }

        Assert.Fail($"{Seeds} seeds do not find {mutant}.");
    }
}
