namespace JusInfer.Portal.Leases;

/// <summary>
/// The open allowances of one team in this process. An amount is held of several limits at once or of none, and what is spent and held of a
/// limit never exceeds it. One lock per team: calls of different teams do not wait for each other.
/// </summary>
internal sealed class TenantAllowances
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
    private TaskCompletionSource? released;
    private DateTimeOffset sweptAt;

    /// <summary>Completes when a call releases what it held. Read before an attempt to hold, so that no release is missed.</summary>
    public Task Released
    {
        get
        {
            if (Volatile.Read(ref released) is { } waiting) return waiting.Task;
            var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Interlocked.CompareExchange(ref released, first, null) ?? first).Task;
        }
    }

    /// <summary>The allowance, if it is open.</summary>
    public Allowance? Find(AllowanceId id, DateTimeOffset now)
    {
        lock (gate)
        {
            if (open.TryGetValue(id, out var allowance)) allowance.UsedAt = now;
            return allowance;
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
    /// <param name="now">The time.</param>
    public Allowance Open(AllowanceId id, NanoUsd stored, DateTimeOffset now)
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

    /// <summary>Counts a call that has ended. Called before what it held is released.</summary>
    public void AddEnded(in CallSpend call)
    {
        lock (gate)
        {
            if (!unstored.TryAdd(call.Id, call)) return;
            Add(AllowanceSubject.Wallet, call);
            Add(AllowanceSubject.Tenant, call);
            Add(AllowanceSubject.Of(call.Member), call);
            Add(AllowanceSubject.Of(call.Key), call);
            if (call.User is { } user) Add(AllowanceSubject.OfUser(user), call);
            if (call.Run is { } run) Add(AllowanceSubject.OfRun(run), call);
        }
    }

    /// <summary>The record of a call is stored: the store's sums include it from here on.</summary>
    public void MarkStored(RequestId call)
    {
        lock (gate) unstored.Remove(call);
    }

    /// <summary>Holds an amount of every limit, or of none.</summary>
    public bool TryHold(ReadOnlySpan<Limit> limits, NanoUsd amount)
    {
        lock (gate)
        {
            foreach (var limit in limits)
            {
                if (limit.Allowance.Spent + limit.Allowance.Held + amount > limit.Amount) return false;
            }

            foreach (var limit in limits) limit.Allowance.Held += amount;
            return true;
        }
    }

    /// <summary>Holds as much of an amount as every limit has room for; zero if one has none.</summary>
    public NanoUsd HoldUpTo(ReadOnlySpan<Limit> limits, NanoUsd amount)
    {
        lock (gate)
        {
            foreach (var limit in limits)
            {
                var free = limit.Amount - limit.Allowance.Spent - limit.Allowance.Held;
                if (free < amount) amount = free;
            }

            if (amount <= NanoUsd.Zero) return NanoUsd.Zero;
            foreach (var limit in limits) limit.Allowance.Held += amount;
            return amount;
        }
    }

    public void Release(ReadOnlySpan<Limit> limits, NanoUsd amount)
    {
        lock (gate)
        {
            foreach (var limit in limits) limit.Allowance.Held -= amount;
        }

        Interlocked.Exchange(ref released, null)?.TrySetResult();
    }

    /// <summary>The room of the tightest limit: what is neither spent nor held, and what is not spent.</summary>
    public (NanoUsd Free, NanoUsd Unspent) RoomOf(ReadOnlySpan<Limit> limits)
    {
        lock (gate)
        {
            var (free, unspent) = (new NanoUsd(long.MaxValue), new NanoUsd(long.MaxValue));
            foreach (var (allowance, amount) in limits)
            {
                var left = amount - allowance.Spent;
                if (left < unspent) unspent = left;
                if (left - allowance.Held < free) free = left - allowance.Held;
            }

            return (free, unspent);
        }
    }

    /// <summary>What is spent and held of an allowance.</summary>
    public (NanoUsd Spent, NanoUsd Held) StateOf(Allowance allowance)
    {
        lock (gate) return (allowance.Spent, allowance.Held);
    }

    private void Add(AllowanceSubject subject, in CallSpend call)
    {
        if (!bySubject.TryGetValue(subject, out var allowances)) return;
        foreach (var allowance in allowances)
        {
            if (allowance.Covers(call)) allowance.Spent += call.Cost;
        }
    }

    private void RemoveUnused(DateTimeOffset now)
    {
        if (now - sweptAt < MaxIdleTime) return;
        sweptAt = now;
        foreach (var (id, allowance) in open)
        {
            if (now - allowance.UsedAt < MaxIdleTime || allowance.Held != NanoUsd.Zero) continue;
            open.Remove(id);
            var ofSubject = bySubject[allowance.Subject];
            ofSubject.Remove(allowance);
            if (ofSubject.Count == 0) bySubject.Remove(allowance.Subject);
        }
    }
}
