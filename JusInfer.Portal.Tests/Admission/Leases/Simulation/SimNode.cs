using System.Buffers;
using System.Collections.Immutable;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace JusInfer.Portal.Tests.Admission.Leases.Simulation;

/// <summary>
/// A node, with the real allowances, admission, exchange of leases, and format and recovery of the journal. Its disk survives when it is killed.
/// </summary>
internal sealed class SimNode : IDisposable
{
    private static readonly TimeSpan BatchInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(1);

    private readonly SimWorld world;
    private readonly SimDatabase database;
    private readonly SimProcess process;
    private readonly SimConnection store;
    private readonly SimDisk disk;
    private readonly TeamAllowances allowances;
    private readonly StoreLock storeLock = new();
    private readonly LeaseExchange leases;
    private readonly MoneyAdmission admission;
    private readonly List<SimCall> ended = [];
    private readonly NodeTakeover takeover;
    private readonly NodeSilence silence;
    private readonly List<SimPending> pending = [];

    public SimNode(SimWorld world, SimDatabase database, SimDisk disk)
    {
        (this.world, this.database, this.disk) = (world, database, disk);
        process = new SimProcess(world);
        Node = world.Mutant == Mutant.SameNodeAgain && disk.Nodes.Count > 0 ? disk.Nodes[^1] : new LeaseNode(world.NewId());
        store = new SimConnection(world, database, process, Node);
        takeover = new NodeTakeover(
            store, store, store, Sim.Prices, new DamagedJournals(new JournalOptions { Path = "" }), NullLogger<NodeTakeover>.Instance);
        silence = new NodeSilence(process.Clock);
        allowances = new TeamAllowances(process.Clock);
        leases = new LeaseExchange(store, Node, storeLock, process.Clock, NullLogger<LeaseExchange>.Instance);
        admission = new MoneyAdmission(process.Clock, leases);
    }

    public LeaseNode Node { get; }

    public SimProcess Process => process;

    public bool IsReady { get; private set; }

    /// <summary>Other nodes have taken over its calls. It finishes what runs and is started again.</summary>
    public bool IsReplaced { get; private set; }

    /// <summary>The node knows what was stored until then; null while it does not use what it knows.</summary>
    public long? RefreshedAt { get; private set; }

    /// <summary>All records are stored.</summary>
    public bool IsIdle => IsReady && pending.Count == 0 && Running.Count == 0;

    public List<SimCall> Running { get; } = [];

    /// <summary>The limits as the node has read them last. A change takes a second or more to arrive.</summary>
    public Dictionary<AllowanceId, NanoUsd> Limits { get; } = [];

    private NodeDescription Description => new()
    {
        Node = Node,
        Host = "host",
        Journal = "",
        Release = "1",
        Catalog = "1",
        CopiesIntents = disk.CopiesIntents,
    };

    public void Dispose() => storeLock.Dispose();

    public void Start() => process.Start(async () =>
    {
        await UntilDoneAsync(() => store.AddAsync(Description, CancellationToken.None));
        await RecoverAsync();
        disk.Nodes.Add(Node);
        foreach (var id in database.Accounts.Keys) await UntilDoneAsync(async () => Limits[id] = (await store.ReadAsync(id)).Limit);
        IsReady = true;
        process.Start(ReportAsync);
        RefreshedAt = world.Now;
        process.Start(WatchAsync);
        process.Start(WriteAsync);
        process.Start(RenewAsync);
        process.Start(RefreshAsync);
    });

    public void Recall() => process.Start(() => leases.ReturnAsync(allowances));

    public void Begin(SimCall call)
    {
        Running.Add(call);
        process.Start(async () =>
        {
            await ServeAsync(call);
            call.HasEnded = true;
            Running.Remove(call);
        });
    }

    /// <summary>Whether the node can lease and hold an amount of an allowance.</summary>
    public Task<bool> CanHoldAsync(AllowanceId id, NanoUsd amount)
    {
        var result = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Start(async () =>
        {
            var limit = new Limit(await FindAsync(id), Limits[id]);
            await leases.GrowAsync(allowances, [limit], amount, amount, CancellationToken.None);
            var isHeld = allowances.TryHold([limit], amount);
            if (isHeld) allowances.Release([limit], amount);
            result.SetResult(isHeld);
        });
        return result.Task;
    }

    /// <summary>The process is gone. Calls that were sent to a provider are owed what recovery charges.</summary>
    /// <param name="losesDisk">The machine is gone too. Calls that were served are recorded at no cost: the database has their intents.</param>
    public void Kill(bool losesDisk)
    {
        process.Kill();
        foreach (var call in Running) call.HasEnded = true;
        foreach (var call in Running.Concat(losesDisk ? ended.Where(call => !database.Records.ContainsKey(call.Id)) : []))
        {
            var isOwed = disk.CopiesIntents ? call.IsServed : call.IsSent;
            if (isOwed && !database.Records.ContainsKey(call.Id) && (call.Owed is null || losesDisk)) call.Owed = losesDisk ? NanoUsd.Zero : call.Request.PromptCost;
            if (isOwed) continue;

            // It may be recovered at no cost, or as if it had been served.
            call.Owed = database.Records.GetValueOrDefault(call.Id)?.Cost;
            call.Hold = null;
            call.MayOwe = call.IsSent && !losesDisk ? call.Request.PromptCost : NanoUsd.Zero;
        }
    }

    private async Task ServeAsync(SimCall call)
    {
        var applying = ImmutableArray.CreateBuilder<CallLimit>();
        call.Limits = [.. call.AccountsOf(database).Select(account => Limits[account.Id])];
        foreach (var (account, amount) in call.AccountsOf(database).Zip(call.Limits))
        {
            var limit = new Limit(await FindAsync(account.Id), amount);
            applying.Add(new CallLimit(limit, account.Id.Kind == AllowanceKind.Wallet ? null : Sim.BudgetOf(account.Id, amount)));
        }

        if (await HoldAsync(new CallLimits(allowances, applying.ToImmutable()), call.Request) is not { } hold) return;
        call.Hold = hold;
        if (world.Mutant != Mutant.IntentAfterCall) disk.Write(call.Intent);
        call.IsSent = true;
        if (!await CopyAsync(call.Intent))
        {
            // The client gets 503.
            End(call, hold, NanoUsd.Zero, null);
            return;
        }

        call.IsServed = true;
        var tokens = 0L;
        for (var part = 1; part <= 4; part++)
        {
            await process.Clock.Delay(call.Duration / 4);
            tokens = call.Tokens * part / 4;
            if (!hold.TryCover(tokens)) break;
        }

        if (world.Mutant == Mutant.IntentAfterCall) disk.Write(call.Intent);
        var cost = new NanoUsd((long)(call.Request.CostOf(tokens).Value * call.Price));
        var hasRoom = applying.All(one => HasRoom(one.Limit, cost - hold.Held));
        var charged = hold.Charge(cost);
        var overdraft = hold.OverdraftOf(call.Id, charged);
        if (world.Mutant == Mutant.ChargedWithinLease && overdraft is not null) (charged, overdraft) = (charged - overdraft.Amount, null);
        if (world.Mutant == Mutant.OverdraftNotConfirmed) overdraft = null;
        if (hasRoom && charged != cost)
            throw new SimulationFault($"A call that costs {cost} is charged {charged} although its limits have room.");
        if (world.Mutant == Mutant.ReleasedBeforeCounted)
        {
            disk.Write(call.RecordOf(charged), NanoUsd.Zero);
            hold.Release();
            await process.Clock.Delay(TimeSpan.FromMilliseconds(5));
        }

        End(call, hold, charged, overdraft);
    }

    private bool HasRoom(Limit limit, NanoUsd amount)
    {
        var (spent, held) = allowances.StateOf(limit.Allowance);
        return limit.Amount - spent - held >= amount;
    }

    private void End(SimCall call, MoneyHold hold, NanoUsd charged, Overdraft? overdraft)
    {
        var record = call.RecordOf(charged);
        var asked = overdraft?.Amount ?? NanoUsd.Zero;
        Record(call, Overdraft.Without(record, asked), asked);
        ended.Add(call);
        pending.Add(new SimPending(call, record, overdraft));
        allowances.AddEnded(CallSpend.From(record), hold);
        world.Note(charged.Value);
    }

    /// <summary>Writes what is charged to the journal. Another node may have recorded the call already.</summary>
    private void Record(SimCall call, UsageRecord record, NanoUsd overdraft)
    {
        disk.Write(record, overdraft);
        (call.Charged, call.Overdraft) = (record.Cost, overdraft);
        call.Owed = database.Records.GetValueOrDefault(call.Id)?.Cost ?? record.Cost;
    }

    /// <summary>The record of a call after the store has answered to its overdraft.</summary>
    private async Task<UsageRecord> ConfirmAsync(SimPending one)
    {
        if (one.Overdraft is not { } overdraft) return one.Record;
        var (denials, denied) = (store.Denials, NanoUsd.Zero);
        await UntilDoneAsync(async () => denied = await overdraft.ConfirmAsync());
        if (denied > NanoUsd.Zero && denials == store.Denials && !database.IsEnded(Node))
            throw new SimulationFault($"{denied} is not charged, and the store was not asked.");
        var record = Overdraft.Without(one.Record, denied);
        Record(one.Call, record, NanoUsd.Zero);
        return record;
    }

    private async Task<bool> CopyAsync(CallIntent intent)
    {
        if (!disk.CopiesIntents) return true;
        var entry = new ArrayBufferWriter<byte>(256);
        JournalFormat.Write(entry, intent);
        var copied = store.CopyAsync(Node, [new IntentCopy(intent.Id, entry.WrittenSpan.ToArray())], [], CancellationToken.None);
        if (world.Mutant == Mutant.ServedBeforeCopied)
        {
            _ = copied.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return true;
        }

        try
        {
            return await copied;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task ReportAsync()
    {
        while (true)
        {
            await process.Clock.Delay(TimeSpan.FromSeconds(10));
            try
            {
                if (await store.ReportAsync(Node, CancellationToken.None)) continue;
                (IsReady, IsReplaced) = (false, true);
                return;
            }
            catch (TimeoutException)
            {
                // It tries again.
            }
        }
    }

    private async Task WatchAsync()
    {
        while (true)
        {
            await process.Clock.Delay(TimeSpan.FromSeconds(5));
            try
            {
                foreach (var dead in silence.FindDead((await store.ListAsync(CancellationToken.None)).Nodes))
                {
                    if (dead.Node != Node && (dead.Description.CopiesIntents || dead.IsEnded)) await takeover.TakeOverAsync(dead, CancellationToken.None);
                }
            }
            catch (TimeoutException)
            {
                // It tries again.
            }
        }
    }

    private async Task<MoneyHold?> HoldAsync(CallLimits limits, HoldRequest request)
    {
        try
        {
            return (await admission.HoldAsync(limits, request, CancellationToken.None)).TryGet(out var hold, out _) ? hold : null;
        }
        catch (Exception fault) when (fault is TimeoutException or NodeTakenOverException)
        {
            // The client gets 503.
            return null;
        }
    }

    private async Task<Allowance> FindAsync(AllowanceId id)
    {
        while (true)
        {
            if (allowances.Find(id, process.Clock.GetElapsedTime(0)) is { } open) return open;
            try
            {
                return await OpenAsync(id);
            }
            catch (TimeoutException)
            {
                // The client would get 503 and try again.
            }
        }
    }

    private Task<Allowance> OpenAsync(AllowanceId id) => storeLock.RunAsync(
        async () =>
        {
            (var spent, Limits[id]) = await store.ReadAsync(id);
            return allowances.Open(id, spent, process.Clock.GetElapsedTime(0));
        },
        CancellationToken.None);

    private async Task RecoverAsync()
    {
        var former = disk.Nodes.ToArray();
        if (world.Mutant == Mutant.ClosedBeforeSettled) await CloseAsync(former);
        var recovery = new JournalRecovery(static intent => (new NanoUsd(intent.EstimatedInputTokens), null, null));
        recovery.Read(new SegmentParts(disk.Journal));
        var records = recovery.Records;
        if (disk.CopiesIntents)
        {
            IReadOnlySet<RequestId> copied = new HashSet<RequestId>();
            await UntilDoneAsync(async () => copied = await store.FindAsync(recovery.Open, CancellationToken.None));
            records = recovery.RecordsOf(copied);
        }

        await UntilDoneAsync(async () => records = await ChargeAsync(records, recovery.Overdrafts, former));
        if (world.Mutant == Mutant.RecoveredWithNewIds) records = [.. records.Select(record => record with { Id = new RequestId(world.NewId()) })];
        foreach (var batch in records.Chunk(16)) await UntilDoneAsync(() => store.AppendAsync(batch, former[0], isRecovered: true));
        if (world.Mutant is not (Mutant.ClosedBeforeSettled or Mutant.NeverClosed or Mutant.SameNodeAgain)) await CloseAsync(former);
        disk.Clear();
    }

    /// <summary>Charges what a process that was killed could not ask for.</summary>
    private async Task<IReadOnlyList<UsageRecord>> ChargeAsync(
        IReadOnlyList<UsageRecord> records, IReadOnlyDictionary<RequestId, NanoUsd> overdrafts, LeaseNode[] former)
    {
        if (overdrafts.Count == 0) return records;
        if (world.Mutant == Mutant.FormerOverdraftNotConfirmed)
            return [.. records.Select(record => Overdraft.Without(record, NanoUsd.Zero - overdrafts.GetValueOrDefault(record.Id)))];
        RefreshedAt = world.Now;
        var asked = store.Denials + store.Lowerings;
        var lease = new FormerLease(store, former[0], process.Clock);
        var charged = world.Mutant == Mutant.FormerOverdraftForgotten
            ? records
            : await FormerOverdrafts.ChargeAsync(records, overdrafts, lease, FindLimitsAsync, CancellationToken.None);
        var isDenied = charged.Zip(records).Any(pair => pair.First.Cost != pair.Second.Cost + overdrafts.GetValueOrDefault(pair.First.Id));
        if (isDenied && asked == store.Denials + store.Lowerings && !database.IsEnded(former[0]))
            throw new SimulationFault("An overdraft is not charged, and the store was not asked.");
        return charged;

        async Task<Limit[]?> FindLimitsAsync(UsageRecord record)
        {
            var limits = new List<Limit>();
            foreach (var account in database.Accounts.Values.Where(account => account.Covers(record)))
                limits.Add(new Limit(new Allowance(account.Id), (await store.ReadAsync(account.Id)).Limit));
            return [.. limits];
        }
    }

    private async Task CloseAsync(LeaseNode[] former)
    {
        foreach (var node in former)
        {
            await UntilDoneAsync(() => store.EndAsync(node, CancellationToken.None));
            await UntilDoneAsync(() => store.RemoveAsync(node, CancellationToken.None));
        }
    }

    private async Task WriteAsync()
    {
        while (true)
        {
            await process.Clock.Delay(BatchInterval);
            if (pending.Count == 0) continue;
            var batch = await Task.WhenAll(pending.ToArray().Select(ConfirmAsync));
            await UntilDoneAsync(() => storeLock.RunAsync(
                async () =>
                {
                    await store.AppendAsync(batch, Node, isRecovered: false);
                    foreach (var record in batch) allowances.MarkStored(record.Id);
                    return true;
                },
                CancellationToken.None));
            pending.RemoveRange(0, batch.Length);
        }
    }

    private async Task RenewAsync()
    {
        while (true)
        {
            await process.Clock.Delay(TimeSpan.FromSeconds(1));
            await leases.RenewAsync(allowances);
        }
    }

    private async Task RefreshAsync()
    {
        while (true)
        {
            await process.Clock.Delay(RefreshInterval);
            var (now, isComplete) = (world.Now, true);
            foreach (var id in allowances.ListOpen())
            {
                try
                {
                    await OpenAsync(id);
                }
                catch (TimeoutException)
                {
                    // The sums stay as they are until the next change.
                    isComplete = false;
                }
            }

            if (isComplete) RefreshedAt = now;
        }
    }

    private async Task UntilDoneAsync(Func<Task> attempt)
    {
        while (true)
        {
            try
            {
                await attempt();
                return;
            }
            catch (TimeoutException)
            {
                await process.Clock.Delay(BatchInterval);
            }
        }
    }

    /// <summary>A call that has ended, and is not stored.</summary>
    private sealed record SimPending(SimCall Call, UsageRecord Record, Overdraft? Overdraft);
}
