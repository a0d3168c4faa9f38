using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Admission.Money;

/// <summary>
/// Finds the limits of money that apply to a call. In memory, except for the first call of a team, after a change of its budgets or wallet,
/// and for the first call in a window.
/// </summary>
internal sealed class LimitReader : IHeldAmounts, IDisposable
{
    private readonly ConcurrentDictionary<TeamId, TeamAllowances> teams = new();

    /// <summary>The limits that the last call of a key found. To find them again for each call took 1.2 % of it (<c>benchmarks/nodes.py</c>).</summary>
    private readonly ConditionalWeakTable<KeyHolder, KnownLimits> known = [];
    private readonly BudgetCache budgets;
    private readonly WalletCache wallets;
    private readonly RunBudgets runBudgets;
    private readonly IAllowanceStore store;
    private readonly StoreLock storeLock;
    private readonly TimeProvider time;
    private readonly bool hasLeases;
    private readonly IDisposable[] subscriptions;

    public LimitReader(
        BudgetCache budgets, WalletCache wallets, RunBudgets runBudgets, IAllowanceStore store, StoreLock storeLock,
        Signal<RecordClosed> closed, Signal<RecordStored> stored, TimeProvider time, LeaseExchange? leases = null)
    {
        hasLeases = leases is not null;
        (this.budgets, this.wallets, this.runBudgets, this.store, this.storeLock, this.time) =
            (budgets, wallets, runBudgets, store, storeLock, time);
        subscriptions =
        [
            closed.Subscribe(signal => AllowancesOf(signal.Record.TeamId).AddEnded(CallSpend.From(signal.Record), signal.Hold)),
            stored.Subscribe(signal => AllowancesOf(signal.Record.TeamId).MarkStored(signal.Record.Id)),
        ];
    }

    /// <param name="holder">The key and its member.</param>
    /// <param name="user">The end user that the client named, if any.</param>
    /// <param name="run">The root of the call's run tree, if any.</param>
    /// <param name="runBudget">The budget that the client names for the run; the first one holds. Null if it names none.</param>
    /// <param name="at">When the call began, which decides on the windows.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    public async ValueTask<CallLimits> ReadAsync(
        KeyHolder holder, string? user, string? run, NanoUsd? runBudget, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var team = holder.Key.TeamId;
        var wallet = await wallets.GetAsync(team, cancellationToken);
        var teamBudgets = await budgets.GetAsync(team, cancellationToken);
        var ofRun = run is null ? null : await runBudgets.FindAsync(team, run, runBudget, at, cancellationToken);
        var isOfKey = ofRun is null && !teamBudgets.HasOthers(user, run);
        if (isOfKey && known.TryGetValue(holder, out var last) && last.HoldFor(teamBudgets, wallet, at) && last.Limits.TryUse(Uptime)) return last.Limits;

        var applying = new List<(Budget Budget, string Subject)>();
        teamBudgets.AddApplying(holder, user, run, applying);
        if (ofRun is not null) applying.Add((ofRun, run!));
        if (applying.Count == 0 && wallet.Mode == WalletMode.Postpaid) return CallLimits.None;

        var allowances = AllowancesOf(team);
        var limits = ImmutableArray.CreateBuilder<CallLimit>(applying.Count + 1);
        var (from, until) = (DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        foreach (var (budget, subject) in applying)
        {
            var zone = budget.IsCap ? TimeZoneInfo.Utc : teamBudgets.Zone;
            var id = IdOf(budget, subject, at, zone);
            var allowance = await OpenAsync(allowances, id, cancellationToken);
            limits.Add(new CallLimit(new Limit(allowance, budget.AmountAt(at)), budget));
            if (id.Start > from) from = id.Start;
            if (id.End < until) until = id.End;
            if (budget.RaiseUntil is not { } raised) continue;
            if (raised <= at && raised > from) from = raised;
            if (raised > at && raised < until) until = raised;
        }

        if (wallet.Mode == WalletMode.Prepaid)
        {
            var allowance = await OpenAsync(allowances, AllowanceId.OfWallet(team), cancellationToken);
            limits.Add(new CallLimit(new Limit(allowance, wallet.Credited), Budget: null));
        }

        var found = new CallLimits(allowances, limits.DrainToImmutable());
        if (isOfKey) known.AddOrUpdate(holder, new KnownLimits(teamBudgets, wallet, from, until, found));
        return found;
    }

    /// <summary>Reads the sums of a team's open allowances again, because another node has stored records.</summary>
    public async Task RefreshAsync(TeamId team, CancellationToken cancellationToken)
    {
        if (!teams.TryGetValue(team, out var allowances)) return;
        var now = time.GetUtcNow();
        foreach (var id in allowances.ListOpen())
        {
            if (id.End > now) await ReadStoredAsync(allowances, id, cancellationToken);
        }
    }

    /// <summary>The teams with open allowances.</summary>
    public ICollection<TeamId> Teams => teams.Keys;

    /// <summary>The allowances of all teams.</summary>
    public ICollection<TeamAllowances> All => teams.Values;

    /// <summary>The allowances of a team that has called this node.</summary>
    public TeamAllowances? Find(TeamId team) => teams.GetValueOrDefault(team);

    public NanoUsd OfWallet(TeamId team) =>
        teams.TryGetValue(team, out var allowances) && allowances.Find(AllowanceId.OfWallet(team), Uptime) is { } wallet
            ? allowances.StateOf(wallet).Held
            : NanoUsd.Zero;

    public void Dispose()
    {
        foreach (var subscription in subscriptions) subscription.Dispose();
    }

    private TimeSpan Uptime => time.GetElapsedTime(0);

    private TeamAllowances AllowancesOf(TeamId team) =>
        teams.GetOrAdd(team, static (_, leaseClock) => new TeamAllowances(leaseClock), hasLeases ? time : null);

    private ValueTask<Allowance> OpenAsync(TeamAllowances allowances, AllowanceId id, CancellationToken cancellationToken) =>
        allowances.Find(id, Uptime) is { } open ? new(open) : new(ReadStoredAsync(allowances, id, cancellationToken));

    private Task<Allowance> ReadStoredAsync(TeamAllowances allowances, AllowanceId id, CancellationToken cancellationToken) => storeLock.RunAsync(
        async () => allowances.Open(id, await store.OpenAsync(id, CancellationToken.None), Uptime), cancellationToken);

    private static AllowanceId IdOf(Budget budget, string subject, DateTimeOffset at, TimeZoneInfo zone)
    {
        var (start, end) = WindowCalendar.Of(budget.Window, at, zone);
        var kind = budget.Scope switch
        {
            BudgetScope.Tenant => AllowanceKind.Team,
            BudgetScope.Member => AllowanceKind.Member,
            BudgetScope.Key => AllowanceKind.Key,
            BudgetScope.User => AllowanceKind.User,
            _ => AllowanceKind.Run,
        };
        return new AllowanceId(budget.TeamId, kind, subject, budget.Model ?? "", start, end);
    }

    /// <summary>The limits of all calls of a key that begin in a period, for the team's budgets and wallet at one point in time.</summary>
    private sealed record KnownLimits(TeamBudgets Budgets, WalletState Wallet, DateTimeOffset From, DateTimeOffset Until, CallLimits Limits)
    {
        public bool HoldFor(TeamBudgets budgets, WalletState wallet, DateTimeOffset at) =>
            ReferenceEquals(budgets, Budgets) && ReferenceEquals(wallet, Wallet) && at >= From && at < Until;
    }
}
