using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Builders;

namespace JusInfer.Portal.Tests.Admission.Leases.Simulation;

/// <summary>
/// Three nodes that serve calls of a key and a team with rates on one store. Messages are delayed and lost, nodes pause, are killed and start again,
/// and their clocks drift. A call is started only while its node has leased what it takes.
/// </summary>
internal sealed class RateSimulation
{
    private const int NodeCount = 3;

    private readonly SimWorld world;
    private readonly RateDatabase database;
    private readonly RateNode?[] nodes = new RateNode?[NodeCount];
    private readonly KeyHolder holder;
    private int started;

    private RateSimulation(int seed, RateMutant mutant)
    {
        world = new SimWorld(seed, Mutant.None);
        database = new RateDatabase(world, mutant) { Recall = Recall };
        var template = TestCalls.HolderOf(Sim.Start);
        holder = new KeyHolder(
            template.Key with
            {
                Terms = new KeyTerms
                {
                    RequestsPerMinute = world.Random.Next(5, 200),
                    TokensPerMinute = world.Random.Next(5_000, 200_000),
                    Concurrency = world.Random.Next(1, 12),
                },
            },
            template.Member)
        {
            TeamRates = new RateLimits { RequestsPerMinute = world.Random.Next(5, 200), Concurrency = world.Random.Next(1, 12) },
        };
    }

    /// <exception cref="SimulationFault">An invariant does not hold.</exception>
    public static int Run(int seed, RateMutant mutant = RateMutant.None)
    {
        var simulation = new RateSimulation(seed, mutant);
        try
        {
            return simulation.Run();
        }
        catch (SimulationFault fault)
        {
            throw new SimulationFault($"Seed {seed} after {new TimeSpan(simulation.world.Now)}: {fault.Message}");
        }
    }

    private int Run()
    {
        for (var i = 0; i < NodeCount; i++) StartNode(i);
        var duration = world.Random.Next(4) == 0 ? world.Between(60_000, 150_000) : world.Between(5_000, 30_000);
        AddCalls(duration);
        AddFaults(duration);
        RunUntil(world.Now + duration.Ticks);

        world.IsHealed = true;
        for (var i = 0; i < NodeCount; i++)
        {
            nodes[i]?.Process.Resume();
            StartNode(i);
        }

        // Calls end, idle leases are returned, dead nodes expire, and a minute makes each rate whole again.
        RunUntil(world.Now + (TimeSpan.TicksPerMinute * 3));
        if (database.LeasedCalls != 0) throw new SimulationFault($"{database.LeasedCalls} concurrent calls are leased although none is running.");
        CheckWhole();
        return started;
    }

    /// <summary>One node can take the whole limits.</summary>
    private void CheckWhole()
    {
        var limit = Math.Min(holder.Key.Terms.RequestsPerMinute, holder.TeamRates.RequestsPerMinute!.Value);
        var calls = Math.Min(holder.Key.Terms.Concurrency!.Value, holder.TeamRates.Concurrency!.Value);
        var node = nodes[world.Random.Next(NodeCount)]!;
        var (taken, entered) = (node.TakeAsync(holder, limit), node.EnterAsync(holder, calls));
        RunUntil(world.Now + (TimeSpan.TicksPerSecond * 5));
        if (!taken.IsCompleted || !taken.Result) throw new SimulationFault($"The whole rate of {limit} requests is not available after a quiet minute.");
        if (!entered.IsCompleted || !entered.Result) throw new SimulationFault($"{calls} calls cannot run at once although no other is running.");
    }

    private void AddCalls(TimeSpan duration)
    {
        var count = world.Random.Next(20, 500);
        for (var i = 0; i < count; i++)
        {
            var (node, tokens, time) = (world.Random.Next(NodeCount), world.Random.Next(10, 2_000), world.Between(5, world.Random.Next(8) == 0 ? 20_000 : 800));
            world.Schedule(world.Between(0, duration.TotalMilliseconds), () =>
            {
                if (nodes[node] is not { } serving) return;
                serving.Begin(holder, tokens, used: world.Random.Next(10, 4_000), time, () => started++);
            });
        }
    }

    private void AddFaults(TimeSpan duration)
    {
        for (var i = 0; i < NodeCount; i++)
        {
            var node = i;
            if (world.Random.Next(3) == 0)
            {
                world.Schedule(world.Between(500, duration.TotalMilliseconds), () =>
                {
                    if (world.IsHealed || nodes[node] is not { } killed) return;
                    killed.Kill();
                    nodes[node] = null;
                    world.Schedule(world.Between(10, 80_000), () => StartNode(node));
                });
            }

            if (world.Random.Next(3) == 0)
            {
                world.Schedule(world.Between(500, duration.TotalMilliseconds), () =>
                {
                    if (world.IsHealed || nodes[node] is not { } paused) return;
                    paused.Pause();
                    world.Schedule(world.Between(50, world.Random.Next(3) == 0 ? 70_000 : 3_000), paused.Process.Resume);
                });
            }
        }
    }

    private void StartNode(int index)
    {
        if (nodes[index] is not null) return;
        nodes[index] = new RateNode(world, database);
        nodes[index]!.Start();
    }

    private void Recall(LeaseNode from)
    {
        foreach (var node in nodes)
        {
            if (node is null || node.Node == from || world.Happens(0.1)) continue;
            world.Schedule(world.Between(0.2, 30), node.Recall);
        }
    }

    private void RunUntil(long end)
    {
        while (world.Now < end && world.Step()) Check();
    }

    /// <summary>What nodes use is part of what they have leased, and that is at most the limit.</summary>
    private void Check()
    {
        foreach (var (id, limit) in (IEnumerable<(RateId, int)>)
            [(RateNode.CallsOf(holder.Key.Id), holder.Key.Terms.Concurrency!.Value), (RateNode.CallsOfTeam, holder.TeamRates.Concurrency!.Value)])
        {
            var leased = database.LeasedBy(id);
            if (leased.Values.Sum() > limit) throw new SimulationFault($"{leased.Values.Sum()} concurrent calls are leased, and the limit is {limit}.");
            foreach (var node in nodes)
            {
                if (node is not null && leased.TryGetValue(node.Node, out var granted) && node.Leased > granted)
                    throw new SimulationFault($"A node runs {node.Leased} calls, of which it has leased {granted}.");
            }
        }

        if (database.Taken > database.Granted) throw new SimulationFault($"{database.Taken} requests were served, and {database.Granted} were leased.");
    }
}

/// <summary>A fault that is put into the protocol of rates, to show that the simulation finds it.</summary>
public enum RateMutant
{
    None,

    /// <summary>The store gives away the concurrent calls that other nodes have leased.</summary>
    OthersForgotten,

    /// <summary>The store executes late requests.</summary>
    SequenceIgnored,

    /// <summary>A node returns more concurrent calls than it stops using.</summary>
    ReturnedInUse,

    /// <summary>A node uses more than the store has granted.</summary>
    GrantedTwice,

    /// <summary>What dead nodes have leased is never free again.</summary>
    DeadKept,

    /// <summary>Returned requests stay taken.</summary>
    ReturnsLost,
}
