using System.Collections.Immutable;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Cluster;

namespace JusInfer.Portal.Tests.Admission.Leases.Simulation;

/// <summary>The rates in the store. Each method is a transaction.</summary>
internal sealed class RateDatabase(SimWorld world, RateMutant mutant)
{
    private readonly Dictionary<RateId, DateTimeOffset> arrivals = [];
    private readonly Dictionary<(RateId Id, LeaseNode Node), (int Granted, long Sequence, long ExpiresAt)> calls = [];

    public RateMutant Mutant => mutant;

    public Action<LeaseNode> Recall { get; set; } = static _ => { };

    /// <summary>The requests that nodes have got, less those that they have returned.</summary>
    public long Granted { get; private set; }

    /// <summary>The requests that calls have taken from what their nodes have leased.</summary>
    public long Taken { get; set; }

    public int LeasedCalls => calls.Values.Where(row => row.ExpiresAt > world.Now).Sum(static row => row.Granted);

    public Dictionary<LeaseNode, int> LeasedBy(RateId id) => calls.Where(row => row.Key.Id == id && row.Value.ExpiresAt > world.Now)
        .ToDictionary(static row => row.Key.Node, static row => row.Value.Granted);

    public ImmutableArray<RateReplyItem> Exchange(RateRequest request, LeaseNode node)
    {
        ImmutableArray<RateReplyItem> answers = [.. request.Items.Select(item => item.Id.Unit == RateUnit.ConcurrentCalls ? Give(item, request.Sequence, node) : Take(item))];
        if (request.Items.Zip(answers).Any(static one => one.Second.Granted < one.First.Needed)) Recall(node);
        return answers;
    }

    private RateReplyItem Take(RateItem item)
    {
        if (mutant == RateMutant.ReturnsLost && item.Settled < 0) item = item with { Settled = -item.Settled * 100 };
        var (answer, arrival) = RateAllocation.Take(item, arrivals.GetValueOrDefault(item.Id), default, Sim.Start.AddTicks(world.Now));
        arrivals[item.Id] = arrival;
        if (item.Id == RateNode.RequestsOfTeam) Granted += answer.Granted + Math.Min(0, item.Settled);
        return answer;
    }

    private RateReplyItem Give(RateItem item, long sequence, LeaseNode node)
    {
        var key = (item.Id, node);
        var others = calls.Where(row => row.Key.Id == item.Id && row.Key.Node != node && (row.Value.ExpiresAt > world.Now || mutant == RateMutant.DeadKept))
            .Sum(static row => row.Value.Granted);
        if (calls.TryGetValue(key, out var own) && own.Sequence >= sequence && mutant != RateMutant.SequenceIgnored)
            return new RateReplyItem(own.Granted, TimeSpan.Zero, others);
        var answer = RateAllocation.Give(item, mutant == RateMutant.OthersForgotten ? 0 : others);
        calls[key] = ((int)answer.Granted, sequence, world.Now + LeaseTerms.Duration.Ticks);
        return answer;
    }
}
