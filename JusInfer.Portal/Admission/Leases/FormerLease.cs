using JusInfer.Portal.Cluster;

namespace JusInfer.Portal.Admission.Leases;

/// <summary>
/// The lease of a process that was killed, until it ends. It covers what the calls of the process cost, and grows by what one of them cost
/// beyond it, as if the process had asked. Nothing of it is returned: its end does that.
/// </summary>
internal sealed class FormerLease(ILeaseStore store, LeaseNode former, TimeProvider time)
{
    /// <summary>The teams of which other nodes have been asked to return what they do not use.</summary>
    private readonly HashSet<TeamId> recalled = [];

    /// <summary>Covers a further part of a call's cost.</summary>
    /// <param name="team">The team.</param>
    /// <param name="limits">The limits of the call.</param>
    /// <param name="ended">What the calls of the process that are not stored cost, and is covered.</param>
    /// <param name="overdraft">The part.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>All of it, or what the lease and the limits have left if the store does not grant all.</returns>
    public async Task<NanoUsd> CoverAsync(
        TeamId team, Limit[] limits, IReadOnlyCollection<CallSpend> ended, NanoUsd overdraft, CancellationToken cancellationToken)
    {
        try
        {
            var (used, sequence) = (new Use[limits.Length], 0L);
            for (var i = 0; i < limits.Length; i++)
            {
                var (allowance, limit) = limits[i];
                var lease = await store.OpenAsync(allowance.Id, former, cancellationToken);
                var cost = ended.Where(call => allowance.Covers(call)).Aggregate(NanoUsd.Zero, static (sum, call) => sum + call.Cost);
                used[i] = new Use(allowance.Id, limit, lease, cost);
                sequence = Math.Max(sequence, lease.Sequence);
            }

            var request = new LeaseRequest(team, sequence, [.. used.Select(one => one.ItemFor(overdraft))]);
            var reply = await AskAsync();
            var isRecalled = reply.Items.Any(static answer => answer.Lacks && answer.Live > NanoUsd.Zero) && recalled.Add(team);
            var startedAt = time.GetTimestamp();
            while (!reply.IsGranted && isRecalled && time.GetElapsedTime(startedAt) < LeaseTerms.RecallTime)
            {
                await Task.Delay(LeaseTerms.RetryDelay, time, cancellationToken);
                reply = await AskAsync();
            }

            var left = reply.Items.Zip(used, static (answer, one) => one.LeftBy(answer).Value).Min();
            return new NanoUsd(Math.Clamp(left, 0, overdraft.Value));

            Task<LeaseReply> AskAsync() => store.ExchangeAsync(request with { Sequence = ++sequence }, former, cancellationToken);
        }
        catch (NodeTakenOverException)
        {
            // Others account for the calls of the process.
            return NanoUsd.Zero;
        }
    }

    /// <summary>What the calls of the process have used of an allowance.</summary>
    /// <param name="Id">The allowance.</param>
    /// <param name="Limit">The most that may be spent of it.</param>
    /// <param name="Lease">The lease.</param>
    /// <param name="Cost">What the calls cost that are not stored.</param>
    private readonly record struct Use(AllowanceId Id, NanoUsd Limit, LeaseState Lease, NanoUsd Cost)
    {
        public LeaseItem ItemFor(NanoUsd overdraft)
        {
            var needed = Lease.Settled + Cost + overdraft;
            return new LeaseItem(Id, Limit, needed, needed > Lease.Granted ? needed : Lease.Granted);
        }

        /// <summary>What the lease has left, or the limit, which may have been lowered below what is leased.</summary>
        public NanoUsd LeftBy(LeaseReplyItem answer)
        {
            if (answer.State is not { } state) return NanoUsd.Zero;
            var (ofLease, ofLimit) = (state.Granted - state.Settled - Cost, Limit - answer.Spent - answer.Live - answer.Dead - Cost);
            return ofLease < ofLimit ? ofLease : ofLimit;
        }
    }
}
