using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Admission.Leases;

/// <summary>
/// The open allowances of one team in this process. An amount is held of several limits at once or of none, and what is spent and held of a
/// limit never exceeds it. One lock per team: calls of different teams do not wait for each other.
/// </summary>
/// <param name="leaseClock">
/// The clock of leases, if several nodes share the store: then an amount is held only of what this node has leased. Null if this is the only node.
/// </param>
internal sealed partial class TeamAllowances(TimeProvider? leaseClock = null)
{
    /// <summary>
    /// An allowance that no call holds anything of is removed when it was not used for so long, which exceeds the time in which a call that has
    /// found it holds its cost. It is opened again by the store's sum.
    /// </summary>
    private static readonly TimeSpan MaxIdleTime = TimeSpan.FromMinutes(30);

    private readonly Lock gate = new();
    private readonly Dictionary<AllowanceId, Allowance> open = [];

    /// <summary>The open allowances by the calls that they cover.</summary>
    private readonly Dictionary<AllowanceSubject, List<Allowance>> bySubject = [];

    /// <summary>The calls that have ended and are not stored yet. The store's sums do not include them.</summary>
    private readonly Dictionary<RequestId, CallSpend> unstored = [];
    private readonly List<TaskCompletionSource> waiting = [];
    private TimeSpan sweptAt;
    private int releases;

    /// <summary>Changes when there is more room than before. Read before an attempt to hold, so that no release is missed.</summary>
    public int Releases => Volatile.Read(ref releases);

    /// <summary>The allowance, if it is open.</summary>
    /// <param name="id">The allowance.</param>
    /// <param name="now">The time on a monotonic clock: if the time of day jumped, an allowance of a call that has just found it would be removed.</param>
    public Allowance? Find(AllowanceId id, TimeSpan now)
    {
        lock (gate)
        {
            if (open.TryGetValue(id, out var allowance)) allowance.UsedAt = now;
            return allowance;
        }
    }

    /// <summary>Looks for allowances that a call before has found, at the time of <see cref="Find"/>; false if one is not open any more.</summary>
    public bool TryUse(ReadOnlySpan<Allowance> allowances, TimeSpan now)
    {
        lock (gate)
        {
            foreach (var allowance in allowances)
            {
                if (allowance.IsRemoved) return false;
                allowance.UsedAt = now;
            }

            return true;
        }
    }

    /// <summary>The ids of the open allowances.</summary>
    public AllowanceId[] ListOpen()
    {
        lock (gate) return [.. open.Keys];
    }

    /// <summary>Opens an allowance, or corrects one that is open, by the store's sum. No record may be stored in between.</summary>
    /// <param name="id">The allowance.</param>
    /// <param name="stored">The cost of the stored calls.</param>
    /// <param name="now">The time, as for <see cref="Find"/>.</param>
    public Allowance Open(AllowanceId id, NanoUsd stored, TimeSpan now)
    {
        lock (gate)
        {
            if (!open.TryGetValue(id, out var allowance))
            {
                RemoveUnused(now);
                open.Add(id, allowance = new Allowance(id));
                if (!bySubject.TryGetValue(allowance.Subject, out var ofSubject)) bySubject.Add(allowance.Subject, ofSubject = []);
                ofSubject.Add(allowance);
            }

            allowance.UsedAt = now;

            var spent = stored;
            foreach (var call in unstored.Values)
            {
                if (allowance.Covers(call)) spent += call.Cost;
            }

            allowance.Spent = spent;
            return allowance;
        }
    }

    /// <summary>
    /// Counts a call that has ended, and releases what it held in the same step. What is neither spent nor held another call would use
    /// too; what is both was missing when running calls were charged, and the operator bore a part of them although their limit had room.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="hold">What it held; null for nothing.</param>
    public void AddEnded(in CallSpend call, ICallHold? hold = null)
    {
        lock (gate)
        {
            if (unstored.TryAdd(call.Id, call)) AddToAll(call);
            hold?.Release();
        }
    }

    /// <summary>No call holds anything, and all that have ended are stored.</summary>
    public bool IsSettled
    {
        get
        {
            lock (gate) return unstored.Count == 0 && open.Values.All(static allowance => allowance.Held == NanoUsd.Zero);
        }
    }

    /// <summary>The record of a call is stored: the store's sums include it from here on.</summary>
    public void MarkStored(RequestId call)
    {
        lock (gate) unstored.Remove(call);
    }

    /// <summary>Holds an amount of every limit, or of none.</summary>
    public bool TryHold(ReadOnlySpan<Limit> limits, NanoUsd amount) => TryHold(limits, amount, NanoUsd.Zero, out _) == HoldOutcome.Held;

    /// <summary>
    /// Holds an amount of every limit, or of none, for a call that can cost more. What all running calls can cost fits in a limit, unless
    /// one call has all that is left of it to itself: so all of them together can exceed a limit by at most the cost of one call.
    /// </summary>
    /// <param name="limits">The limits.</param>
    /// <param name="amount">The amount.</param>
    /// <param name="margin">What the call can cost in addition.</param>
    /// <param name="taken">The limits that the call has to itself, as bits by their index.</param>
    /// <param name="isDependent">A running call waits for the call, which therefore does not wait for what that one can cost.</param>
    public HoldOutcome TryHold(
        ReadOnlySpan<Limit> limits, NanoUsd amount, NanoUsd margin, out ulong taken, bool isDependent = false)
    {
        taken = 0;
        if (amount + margin == NanoUsd.Zero) return HoldOutcome.Held;
        lock (gate)
        {
            var isUncertain = false;
            for (var i = 0; i < limits.Length; i++)
            {
                var (allowance, free) = (limits[i].Allowance, FreeOf(limits[i]));
                if (free < amount) return HoldOutcome.NoRoom;
                if (isDependent) continue;
                isUncertain |= allowance.IsTaken;
                if (free - allowance.Open >= amount + margin) continue;
                isUncertain |= allowance.Open > NanoUsd.Zero || free < RestOf(limits[i]) - DeadOf(allowance);
                taken |= 1UL << i;
            }

            if (isUncertain) return HoldOutcome.Uncertain;
            for (var i = 0; i < limits.Length; i++)
            {
                var allowance = limits[i].Allowance;
                allowance.Held += amount;
                if (((taken >> i) & 1) != 0) allowance.IsTaken = true;
                else allowance.Open += margin;
            }

            NoteUse(limits, amount + margin);
            return HoldOutcome.Held;
        }
    }

    /// <summary>Holds as much of an amount as every limit has room for; zero if one has none.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="amount">The amount.</param>
    /// <param name="margin">What the call can cost beyond what it holds, which is less by what it holds now.</param>
    /// <param name="taken">The limits that the call has to itself, as bits by their index.</param>
    public NanoUsd HoldUpTo(ReadOnlySpan<Limit> limits, NanoUsd amount, ref NanoUsd margin, ulong taken = 0)
    {
        lock (gate)
        {
            foreach (var limit in limits)
            {
                var free = FreeOf(limit);
                if (free < amount) amount = free;
            }

            if (amount > NanoUsd.Zero) AddHeld(limits, amount, ref margin, taken);
            NoteLow(limits);
            return amount > NanoUsd.Zero ? amount : NanoUsd.Zero;
        }
    }

    /// <summary>Releases what a call holds.</summary>
    public void Release(ReadOnlySpan<Limit> limits, NanoUsd amount, NanoUsd margin = default, ulong taken = 0)
    {
        lock (gate)
        {
            for (var i = 0; i < limits.Length; i++)
            {
                var allowance = limits[i].Allowance;
                allowance.Held -= amount;
                if (((taken >> i) & 1) != 0) allowance.IsTaken = false;
                else allowance.Open -= margin;
            }
        }

        WakeWaiting();
    }

    /// <summary>Waits until there may be more room than when <paramref name="seen"/> was read, but no longer than a timeout.</summary>
    public async Task WaitForReleaseAsync(int seen, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        // A completion of its own for each call: the timeout of one does not wake others.
        var woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (releases != seen || timeout <= TimeSpan.Zero) return;
            waiting.Add(woken);
        }

        try
        {
            await using var timer = time.CreateTimer(static state => ((TaskCompletionSource)state!).TrySetResult(), woken, timeout, Timeout.InfiniteTimeSpan);
            await using var registration = cancellationToken.UnsafeRegister(
                static (state, canceled) => ((TaskCompletionSource)state!).TrySetCanceled(canceled), woken);
            await woken.Task;
        }
        finally
        {
            lock (gate) waiting.Remove(woken);
        }
    }

    /// <summary>The room of the tightest limit: what is neither spent nor held, and what is not spent.</summary>
    public (NanoUsd Free, NanoUsd Unspent) RoomOf(ReadOnlySpan<Limit> limits)
    {
        lock (gate)
        {
            var (free, unspent) = (new NanoUsd(long.MaxValue), new NanoUsd(long.MaxValue));
            foreach (var (allowance, amount) in limits)
            {
                var left = amount - allowance.Spent - DeadOf(allowance);
                var room = FreeOf(new Limit(allowance, amount));
                if (left < unspent) unspent = left;
                if (room < free) free = room;
            }

            return (free, unspent);
        }
    }

    /// <summary>What is spent and held of an allowance.</summary>
    public (NanoUsd Spent, NanoUsd Held) StateOf(Allowance allowance)
    {
        lock (gate) return (allowance.Spent, allowance.Held);
    }

    /// <summary>Holds more for a running call. What it holds is not open any more.</summary>
    private static void AddHeld(ReadOnlySpan<Limit> limits, NanoUsd amount, ref NanoUsd margin, ulong taken)
    {
        var closed = amount < margin ? amount : margin;
        margin -= closed;
        for (var i = 0; i < limits.Length; i++)
        {
            limits[i].Allowance.Held += amount;
            if (((taken >> i) & 1) == 0) limits[i].Allowance.Open -= closed;
        }
    }

    /// <summary>What a limit has left, whichever node has leased it.</summary>
    private static NanoUsd RestOf(Limit limit) => limit.Amount - limit.Allowance.Spent - limit.Allowance.Held;

    private static NanoUsd DeadOf(Allowance allowance) => allowance.Lease?.Dead ?? NanoUsd.Zero;

    /// <summary>Adds the cost of a call to all allowances that cover it.</summary>
    private void AddToAll(in CallSpend call)
    {
        Add(AllowanceSubject.Wallet, call);
        Add(AllowanceSubject.Team, call);
        Add(AllowanceSubject.From(call.Member), call);
        Add(AllowanceSubject.From(call.Key), call);
        if (call.User is { } user) Add(AllowanceSubject.OfUser(user), call);
        if (call.Run is { } run) Add(AllowanceSubject.OfRun(run), call);
    }

    private void Add(AllowanceSubject subject, in CallSpend call)
    {
        if (!bySubject.TryGetValue(subject, out var allowances)) return;
        foreach (var allowance in allowances)
        {
            if (!allowance.Covers(call)) continue;
            allowance.Spent += call.Cost;
            if (allowance.Lease is { } lease) lease.Ended += call.Cost;
        }
    }

    private void WakeWaiting()
    {
        TaskCompletionSource[] woken;
        lock (gate)
        {
            releases++;
            if (waiting.Count == 0) return;
            woken = [.. waiting];
            waiting.Clear();
        }

        foreach (var one in woken) one.TrySetResult();
    }

    private void RemoveUnused(TimeSpan now)
    {
        if (now - sweptAt < MaxIdleTime) return;
        sweptAt = now;
        foreach (var (id, allowance) in open)
        {
            if (now - allowance.UsedAt < MaxIdleTime || allowance.Reserved != NanoUsd.Zero
                || allowance.Lease is { IsReturned: false }) continue;
            open.Remove(id);
            allowance.IsRemoved = true;
            var ofSubject = bySubject[allowance.Subject];
            ofSubject.Remove(allowance);
            if (ofSubject.Count == 0) bySubject.Remove(allowance.Subject);
        }
    }
}
