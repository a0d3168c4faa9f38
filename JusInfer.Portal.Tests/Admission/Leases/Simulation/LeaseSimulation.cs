using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Admission.Leases.Simulation;

/// <summary>
/// Three nodes that serve calls of a team with a wallet and budgets on one store. Messages are delayed, lost, repeated and reordered; nodes pause, are
/// killed and start again; clocks drift and jump. Then everything heals, and all has to add up.
/// </summary>
internal sealed class LeaseSimulation
{
    private const int NodeCount = 3;

    private readonly SimWorld world;
    private readonly SimDatabase database;
    private readonly SimDisk[] disks;
    private readonly bool copiesIntents;
    private readonly SimNode?[] nodes = new SimNode?[NodeCount];
    private readonly List<SimCall> calls = [];
    private readonly SimInvariants invariants;

    private LeaseSimulation(int seed, Mutant mutant)
    {
        world = new SimWorld(seed, mutant);
        database = new SimDatabase(world) { Recall = Recall, Stored = Stored };
        copiesIntents = world.Random.Next(2) == 0;
        disks = [.. Enumerable.Range(0, NodeCount).Select(_ => NewDisk())];
        AddLimits();
        invariants = new SimInvariants(world, database, calls, nodes);
    }

    /// <exception cref="SimulationFault">An invariant does not hold.</exception>
    public static SimulationRun Run(int seed, Mutant mutant = Mutant.None)
    {
        var simulation = new LeaseSimulation(seed, mutant);
        try
        {
            return simulation.Run();
        }
        catch (SimulationFault fault)
        {
            throw new SimulationFault($"Seed {seed} after {new TimeSpan(simulation.world.Now)}: {fault.Message}");
        }
        finally
        {
            foreach (var node in simulation.nodes) node?.Dispose();
        }
    }

    private SimulationRun Run()
    {
        var duration = world.Random.Next(5) == 0 ? TimeSpan.FromSeconds(100) : world.Between(5_000, 25_000);
        for (var i = 0; i < NodeCount; i++) StartNode(i);
        AddCalls(duration);
        AddFaults(duration);
        AddChanges(duration);
        RunUntil(duration, static () => false);

        Heal();
        RunUntil(TimeSpan.FromSeconds(200), () => nodes.All(static node => node is { IsIdle: true }) && database.Holders.All(IsRunning));
        if (!nodes.All(static node => node is { IsIdle: true })) throw new SimulationFault("A call or a record is left over.");

        // Unused leases are returned.
        RunUntil(TimeSpan.FromSeconds(40), static () => false);
        invariants.CheckEnd();
        CheckFree();
        return new SimulationRun(world.Trace, calls.Count(static call => call.Owed is not null), calls.Count);
    }

    private void AddLimits()
    {
        database.Add(Sim.Wallet, Usd(world.Random.Next(5, 40)));
        foreach (var key in Sim.Keys) database.Add(Sim.OfKey(key), Usd(world.Random.Next(3, 25)));
        database.Add(Sim.OfUser, Usd(world.Random.Next(2, 15)));
    }

    private void AddCalls(TimeSpan duration)
    {
        var count = world.Random.Next(30, 110);
        for (var i = 0; i < count; i++)
        {
            var maximum = world.Random.Next(20, 3_000);
            var call = new SimCall
            {
                Id = new RequestId(world.NewId()),
                Key = Sim.Keys[world.Random.Next(2)],
                User = world.Random.Next(3) == 0 ? Sim.User : null,
                Request = new HoldRequest
                {
                    InputTokens = 1,
                    PromptCost = Usd((decimal)world.Random.NextDouble() * 0.5m),
                    OutputPerMillion = Usd(world.Random.Next(20, 800)),
                    MaxOutputTokens = maximum,
                    InitialOutputTokens = world.Random.Next(10, maximum + 1),
                },
                Tokens = world.Random.Next(1, maximum + 1),
                Duration = world.Between(5, world.Random.Next(10) == 0 ? 8_000 : 600),

                // Some providers count more than was held.
                Price = world.Random.Next(4) == 0 ? 1 + (world.Random.NextDouble() * 2) : 0.3 + (world.Random.NextDouble() * 0.8),
            };
            var at = world.Between(0, duration.TotalMilliseconds);
            var node = world.Random.Next(NodeCount);
            world.Schedule(at, () =>
            {
                // A balancer sends calls to nodes that are ready.
                if (nodes[node] is not { IsReady: true } serving) return;
                call.Node = serving.Node;
                calls.Add(call);
                serving.Begin(call);
            });
        }
    }

    private void AddFaults(TimeSpan duration)
    {
        for (var i = 0; i < NodeCount; i++)
        {
            var node = i;
            if (world.Random.Next(2) == 0)
            {
                var down = world.Random.Next(4) == 0 ? world.Between(1_000, 90_000) : world.Between(10, 3_000);
                var losesDisk = copiesIntents && world.Random.Next(2) == 0;
                world.Schedule(world.Between(500, duration.TotalMilliseconds), () =>
                {
                    Kill(node, losesDisk);
                    world.Schedule(down, () => StartNode(node));
                });
            }

            if (world.Random.Next(2) == 0)
            {
                world.Schedule(world.Between(500, duration.TotalMilliseconds), () =>
                {
                    if (nodes[node] is not { } paused) return;
                    paused.Process.Pause();
                    world.Schedule(world.Between(50, world.Random.Next(3) == 0 ? 70_000 : 3_000), paused.Process.Resume);
                });
            }

            world.Schedule(world.Between(0, duration.TotalMilliseconds), () =>
            {
                if (nodes[node] is { } jumping) jumping.Process.Clock.Jump = world.Between(-7_200_000, 7_200_000);
            });
        }

        world.Schedule(world.Between(0, duration.TotalMilliseconds), () => database.Jump = world.Between(-20_000, 80_000));
    }

    /// <summary>Limits are raised and lowered. A wallet is only credited.</summary>
    private void AddChanges(TimeSpan duration)
    {
        foreach (var (id, account) in database.Accounts)
        {
            for (var i = world.Random.Next(-2, 3); i > 0; i--)
            {
                var factor = id == Sim.Wallet ? 1.2m : (decimal)(0.2 + (world.Random.NextDouble() * 1.3));
                world.Schedule(world.Between(0, duration.TotalMilliseconds), () => database.Change(id, new NanoUsd((long)(account.Limit.Value * factor))));
            }
        }
    }

    /// <summary>Nothing fails from here on. Nodes that are down start.</summary>
    private void Heal()
    {
        world.IsHealed = true;
        for (var i = 0; i < NodeCount; i++)
        {
            nodes[i]?.Process.Resume();
            StartNode(i);
        }
    }

    private void StartNode(int index)
    {
        if (nodes[index] is not null) return;
        nodes[index] = new SimNode(world, database, disks[index]);
        nodes[index]!.Start();
    }

    private void Kill(int index, bool losesDisk)
    {
        if (world.IsHealed || nodes[index] is not { } node) return;
        node.Kill(losesDisk);
        if (losesDisk) disks[index] = NewDisk();
        nodes[index] = null;
    }

    private SimDisk NewDisk() => new() { CopiesIntents = copiesIntents };

    private bool IsRunning(LeaseNode node) => nodes.Any(running => running?.Node == node);

    /// <summary>A node whose calls were taken over stops and starts again.</summary>
    private void RestartReplaced()
    {
        for (var i = 0; i < NodeCount; i++)
        {
            if (nodes[i] is not { IsReplaced: true } node) continue;
            node.Kill(losesDisk: false);
            nodes[i] = null;
            StartNode(i);
        }
    }

    /// <summary>A call is charged what its node has charged, if that is known, else what its prompt costs, or nothing if its node was taken over.</summary>
    private void Stored(UsageRecord record, bool isOwn)
    {
        if (calls.Find(call => call.Id == record.Id) is not { } call) return; // A mutant gives it another id.
        var isRecovered = !isOwn && (record.Cost == call.Request.PromptCost || (copiesIntents && record.Cost == NanoUsd.Zero));
        isRecovered |= !isOwn && record.Cost > call.Charged && record.Cost <= call.Charged + call.Overdraft;
        if (record.Cost != call.Charged && !isRecovered)
            throw new SimulationFault($"A call whose prompt costs {call.Request.PromptCost}, and that its node has charged {call.Charged}, is recorded with {record.Cost}.");
        call.Owed = record.Cost;
    }

    private void Recall(LeaseNode from)
    {
        foreach (var node in nodes)
        {
            if (node is not { IsReady: true } || node.Node == from || world.Happens(0.1)) continue;
            world.Schedule(world.Between(0.2, 30), node.Recall);
        }
    }

    /// <summary>What is left of each limit can be held by any node.</summary>
    private void CheckFree()
    {
        foreach (var account in database.Accounts.Values)
        {
            var free = account.Limit - account.Spent;
            if (free <= NanoUsd.Zero) continue;
            var held = nodes[world.Random.Next(NodeCount)]!.CanHoldAsync(account.Id, free);
            RunUntil(TimeSpan.FromSeconds(5), () => held.IsCompleted);
            if (!held.IsCompleted || !held.Result) throw new SimulationFault($"{free} of {account.Id.Kind} cannot be held although it is left.");
        }
    }

    private void RunUntil(TimeSpan duration, Func<bool> isDone)
    {
        var end = world.Now + duration.Ticks;
        while (world.Now < end && !isDone() && world.Step())
        {
            RestartReplaced();
            invariants.Check();
        }
    }

    private static NanoUsd Usd(decimal amount) => NanoUsd.FromUsd(amount);
}

/// <summary>What happened in a run.</summary>
/// <param name="Trace">A number that depends on all of it.</param>
/// <param name="Served">The calls that were sent to a provider.</param>
/// <param name="Calls">All calls.</param>
internal readonly record struct SimulationRun(ulong Trace, int Served, int Calls);
