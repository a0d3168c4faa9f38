using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace JusInfer.Portal.Admission.Leases;

/// <summary>
/// The node's side of the leases. A return is subtracted before it is sent and a grant is added when the reply arrives, so that the node never
/// uses more than the store has granted, whichever messages are late or lost.
/// </summary>
internal sealed partial class TeamAllowances
{
    /// <summary>A lease that is used is renewed when so much of its time is left.</summary>
    private static readonly TimeSpan RenewBefore = LeaseTerms.HolderDuration / 3 * 2;

    private long sequence;

    /// <summary>Another node lacks what this one has leased: until this timestamp, it leases only what its calls hold.</summary>
    private long recalledUntil;
    private bool isLow;

    /// <summary>A lease has less left than it should have: it is time to ask for more, before calls have to wait. Reading resets it.</summary>
    public bool TakeIsLow() => Volatile.Read(ref isLow) && Interlocked.Exchange(ref isLow, false);

    /// <summary>Whether the limits have room for an amount, but the leases have not.</summary>
    public bool LacksLease(ReadOnlySpan<Limit> limits, NanoUsd amount)
    {
        if (leaseClock is null) return false;
        lock (gate)
        {
            var lacks = false;
            foreach (var limit in limits)
            {
                if (limit.Amount - limit.Allowance.Spent - limit.Allowance.Held < amount) return false;
                lacks |= FreeOf(limit) < amount;
            }

            return lacks;
        }
    }

    /// <summary>As <see cref="LacksLease"/>, for a call that is not running yet and can cost so much.</summary>
    public bool LacksLeaseForNew(ReadOnlySpan<Limit> limits, NanoUsd most)
    {
        if (leaseClock is null) return false;
        lock (gate)
        {
            var lacks = false;
            foreach (var limit in limits)
            {
                if (limit.Allowance.IsTaken || RestOf(limit) - DeadOf(limit.Allowance) - limit.Allowance.Open < most) return false;
                lacks |= FreeOf(limit) - limit.Allowance.Open < most;
            }

            return lacks;
        }
    }

    /// <summary>
    /// What this node has to lease of a limit before a call can begin: as much as it can cost, or, if the limit has less, all that is left.
    /// Null if it has that, or if the limit has too little.
    /// </summary>
    public NanoUsd? MissingOf(Limit limit, NanoUsd amount, NanoUsd margin)
    {
        if (leaseClock is null) return null;
        lock (gate)
        {
            var (open, rest, free) = (limit.Allowance.Open, RestOf(limit), FreeOf(limit));
            if (limit.Allowance.IsTaken || rest < amount) return null;

            // What dead nodes have leased comes back when another node has accounted for their calls.
            rest -= DeadOf(limit.Allowance);
            if (rest < amount) return amount;
            if (rest - open >= amount + margin) return free - open < amount + margin ? amount + margin : null;
            return open == NanoUsd.Zero && free < rest ? rest : null;
        }
    }

    /// <summary>The allowances of some limits that this node has no lease of.</summary>
    public AllowanceId[] FindUnleased(ReadOnlySpan<Limit> limits)
    {
        lock (gate)
        {
            var ids = new List<AllowanceId>();
            foreach (var limit in limits)
            {
                if (limit.Allowance.Lease is null) ids.Add(limit.Allowance.Id);
            }

            return [.. ids];
        }
    }

    /// <summary>Adds a lease as the store has it. No record of this node may be stored since it was read.</summary>
    public void OpenLease(AllowanceId id, LeaseState stored)
    {
        lock (gate)
        {
            if (!open.TryGetValue(id, out var allowance) || allowance.Lease is not null) return;
            var ended = stored.Settled;
            foreach (var call in unstored.Values)
            {
                if (allowance.Covers(call)) ended += call.Cost;
            }

            // Not used before the first reply, which says when it ends.
            allowance.Lease = new AllowanceLease { Granted = stored.Granted, Ended = ended };
            sequence = Math.Max(sequence, stored.Sequence);
        }
    }

    /// <summary>A call waits for an amount of every limit until <see cref="RemoveDemand"/>, so that one request can serve several calls.</summary>
    public void AddDemand(ReadOnlySpan<Limit> limits, NanoUsd amount) => ChangeDemand(limits, amount);

    public void RemoveDemand(ReadOnlySpan<Limit> limits, NanoUsd amount) => ChangeDemand(limits, NanoUsd.Zero - amount);

    /// <summary>
    /// Makes the request that returns what no call holds, if all nodes together have more than a limit that was lowered; null if there is nothing to
    /// return.
    /// </summary>
    /// <param name="limits">The limits.</param>
    /// <param name="overdraft">What a call has overdrawn, which a lease that the limit would not have left does not cover.</param>
    public LeaseRequest? PlanLowering(ReadOnlySpan<Limit> limits, NanoUsd overdraft = default)
    {
        lock (gate)
        {
            var items = ImmutableArray.CreateBuilder<LeaseItem>();
            foreach (var (allowance, limit) in limits)
            {
                if (allowance.Lease is not { } lease || allowance.Taken <= limit) continue;
                var kept = lease.Ended + allowance.Reserved - overdraft;
                if (lease.Granted <= kept) continue;
                lease.Limit = limit;
                items.Add(ItemOf(allowance, lease, NanoUsd.Zero, kept));
            }

            return items.Count == 0 ? null : RequestOf(items);
        }
    }

    /// <summary>Makes the request for what a call has to hold.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="minimum">The least that the call can begin with.</param>
    /// <param name="amount">The amount to hold.</param>
    /// <param name="request">The request, if one is needed.</param>
    /// <param name="isRunning">The call runs or has ended: what others can cost beyond their holds does not keep it from its own.</param>
    public LeaseNeed PlanGrowth(
        ReadOnlySpan<Limit> limits, NanoUsd minimum, NanoUsd amount, [NotNullWhen(true)] out LeaseRequest? request, bool isRunning = false)
    {
        request = null;
        var now = leaseClock!.GetTimestamp();
        lock (gate)
        {
            var isEnough = true;
            foreach (var limit in limits)
            {
                // A lease that has just ended is opened again by the next attempt.
                if (limit.Allowance.Lease is not { } lease) return LeaseNeed.Denied;
                var used = lease.Ended + UsedOf(limit.Allowance);
                if (now < lease.DeniedUntil && used + minimum >= lease.DeniedTotal) return LeaseNeed.Denied;
                isEnough &= now < lease.EndsAt && limit.Allowance.Taken <= limit.Amount && lease.Granted - used >= amount;
            }

            if (isEnough) return LeaseNeed.None;
            var items = ImmutableArray.CreateBuilder<LeaseItem>(limits.Length);
            foreach (var (allowance, limit) in limits)
            {
                var lease = allowance.Lease!;
                lease.Measure(now, leaseClock);
                lease.Limit = limit;
                var most = (lease.Demand > amount ? lease.Demand : amount) + SpareOf(lease, now);
                items.Add(ItemOf(
                    allowance, lease, lease.Ended + UsedOf(allowance) + minimum, lease.Ended + allowance.Reserved + most));
            }

            request = RequestOf(items);
            return LeaseNeed.Request;
        }

        NanoUsd UsedOf(Allowance allowance) => isRunning ? allowance.Held : allowance.Reserved;
    }

    /// <summary>Makes the request that renews leases, fills up those that are low, and returns what is not needed; null if there is nothing to do.</summary>
    public LeaseRequest? PlanRenewal()
    {
        var now = leaseClock!.GetTimestamp();
        lock (gate)
        {
            var items = ImmutableArray.CreateBuilder<LeaseItem>();
            foreach (var allowance in open.Values)
            {
                if (allowance.Lease is not { } lease) continue;
                lease.Measure(now, leaseClock);
                var (left, spare) = (lease.Granted - lease.Ended - allowance.Reserved, SpareOf(lease, now));
                var isUsed = allowance.Reserved > NanoUsd.Zero || lease.IsUsed(now, leaseClock);
                var isLate = isUsed && (lease.Dead > NanoUsd.Zero || leaseClock.GetElapsedTime(now, lease.EndsAt) < RenewBefore);
                if (isLate || lease.IsUncertain || left.Value > 2 * spare.Value || (spare > NanoUsd.Zero && lease.IsLow(left)))
                    items.Add(ItemOf(allowance, lease, NanoUsd.Zero, lease.Ended + allowance.Reserved + spare));
            }

            return items.Count == 0 ? null : RequestOf(items);
        }
    }

    /// <summary>
    /// Makes the request that returns all that no call holds, because another node lacks it; null if there is nothing to return.
    /// </summary>
    public LeaseRequest? PlanReturn()
    {
        lock (gate)
        {
            recalledUntil = leaseClock!.GetTimestamp() + TimestampsOf(LeaseTerms.RecallTime);
            var items = ImmutableArray.CreateBuilder<LeaseItem>();
            foreach (var allowance in open.Values)
            {
                if (allowance.Lease is { } lease && lease.Granted > lease.Ended + allowance.Reserved)
                    items.Add(ItemOf(allowance, lease, NanoUsd.Zero, lease.Ended + allowance.Reserved));
            }

            return items.Count == 0 ? null : RequestOf(items);
        }
    }

    /// <summary>
    /// Holds as much of an amount as every limit has room for, as far as this node knows, whatever it has leased. The next request asks for
    /// the difference, and the store decides whether it is charged.
    /// </summary>
    /// <param name="limits">The limits.</param>
    /// <param name="amount">The amount.</param>
    /// <param name="margin">As in <see cref="HoldUpTo"/>.</param>
    /// <param name="taken">As in <see cref="HoldUpTo"/>.</param>
    public NanoUsd Overdraw(ReadOnlySpan<Limit> limits, NanoUsd amount, ref NanoUsd margin, ulong taken = 0)
    {
        lock (gate)
        {
            foreach (var (allowance, limit) in limits)
            {
                var free = limit - allowance.Spent - allowance.Held;
                if (free < amount) amount = free;
            }

            if (amount <= NanoUsd.Zero) return NanoUsd.Zero;
            AddHeld(limits, amount, ref margin, taken);
            return amount;
        }
    }

    /// <summary>
    /// Takes back what a call that has ended, and is not stored, was charged beyond the leases, because the store has no room for it.
    /// </summary>
    /// <param name="limits">The limits of the call.</param>
    /// <param name="call">The call.</param>
    /// <param name="amount">What the call has overdrawn.</param>
    /// <returns>The part of the amount that is still overdrawn.</returns>
    public NanoUsd WriteOff(ReadOnlySpan<Limit> limits, RequestId call, NanoUsd amount)
    {
        lock (gate)
        {
            var missing = NanoUsd.Zero;
            foreach (var (allowance, _) in limits)
            {
                if (allowance.Lease is not { } lease) continue;
                var overdrawn = lease.Ended + allowance.Held - lease.Granted;
                if (overdrawn > missing) missing = overdrawn;
            }

            if (missing < amount) amount = missing;
            if (amount == NanoUsd.Zero || !unstored.TryGetValue(call, out var ended)) return NanoUsd.Zero;
            unstored[call] = ended with { Cost = ended.Cost - amount };
            AddToAll(ended with { Cost = NanoUsd.Zero - amount });
        }

        WakeWaiting();
        return amount;
    }

    /// <summary>Applies the reply to a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="reply">The reply.</param>
    /// <param name="sentAt">Timestamp from before the request was sent.</param>
    public void Apply(LeaseRequest request, LeaseReply reply, long sentAt)
    {
        lock (gate)
        {
            // A later request may have returned what this reply grants.
            if (request.Sequence != sequence) return;
            for (var i = 0; i < reply.Items.Length; i++)
            {
                if (!open.TryGetValue(request.Items[i].Id, out var allowance) || allowance.Lease is not { } lease) continue;
                var answer = reply.Items[i];
                if (answer.State is not { } state)
                {
                    allowance.Lease = null;
                    continue;
                }

                if (state.Sequence != request.Sequence) continue;
                lease.Granted = state.Granted;
                lease.IsUncertain = false;
                lease.EndsAt = sentAt + TimestampsOf(LeaseTerms.HolderDuration);
                lease.Dead = answer.Dead;
                lease.Others = answer.Live + answer.Dead;
                if (answer.Spent > allowance.Spent) allowance.Spent = answer.Spent;
                if (!answer.Lacks) continue;
                lease.DeniedTotal = request.Items[i].Minimum;
                lease.DeniedUntil = leaseClock!.GetTimestamp() + TimestampsOf(LeaseTerms.RetryDelay);
            }
        }

        WakeWaiting();
    }

    /// <summary>What can be held of a limit: nothing of a lease that a limit, which was lowered since, would not have left.</summary>
    private NanoUsd FreeOf(Limit limit)
    {
        var allowance = limit.Allowance;
        var free = limit.Amount - allowance.Spent - allowance.Held;
        if (leaseClock is null) return free;
        if (allowance.Lease is not { } lease || allowance.Taken > limit.Amount || leaseClock.GetTimestamp() >= lease.EndsAt)
            return free < NanoUsd.Zero ? free : NanoUsd.Zero;
        var leased = lease.Granted - lease.Ended - allowance.Held;
        return leased < free ? leased : free;
    }

    /// <summary>Called when an amount is held.</summary>
    private void NoteUse(ReadOnlySpan<Limit> limits, NanoUsd amount)
    {
        if (leaseClock is null) return;
        foreach (var (allowance, limit) in limits)
        {
            if (allowance.Lease is not { } lease) continue;
            lease.LastHold = (amount, leaseClock.GetTimestamp());
            lease.Limit = limit;
        }

        NoteLow(limits);
    }

    private void NoteLow(ReadOnlySpan<Limit> limits)
    {
        if (leaseClock is null) return;
        foreach (var (allowance, _) in limits)
        {
            if (allowance.Lease is { } lease && lease.IsLow(lease.Granted - lease.Ended - allowance.Reserved)) isLow = true;
        }
    }

    private NanoUsd SpareOf(AllowanceLease lease, long now) => now < recalledUntil ? NanoUsd.Zero : lease.Spare(now, leaseClock!);

    private long TimestampsOf(TimeSpan time) => (long)(time.TotalSeconds * leaseClock!.TimestampFrequency);

    private void ChangeDemand(ReadOnlySpan<Limit> limits, NanoUsd amount)
    {
        lock (gate)
        {
            foreach (var limit in limits)
            {
                if (limit.Allowance.Lease is { } lease) lease.Demand += amount;
            }
        }
    }

    private static LeaseItem ItemOf(Allowance allowance, AllowanceLease lease, NanoUsd minimum, NanoUsd wanted)
    {
        // From here on, a call cannot hold what is about to be returned.
        if (wanted < lease.Granted) lease.Granted = wanted;
        lease.IsUncertain = true;
        return new LeaseItem(allowance.Id, lease.Limit, minimum, wanted);
    }

    private LeaseRequest RequestOf(ImmutableArray<LeaseItem>.Builder items) => new(items[0].Id.Team, ++sequence, items.ToImmutable());
}
