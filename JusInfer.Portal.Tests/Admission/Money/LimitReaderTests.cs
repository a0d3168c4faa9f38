using System.Collections.Immutable;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Admission.Money;

/// <summary>The limits of a key's calls are found once, and again as soon as anything that decides on them has changed.</summary>
public sealed class LimitReaderTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualTime time = new(Now);
    private readonly InMemoryBudgetStore budgets = new();
    private readonly Signal<BudgetsChanged> budgetsChanged = new();
    private readonly Signal<WalletChanged> walletChanged = new();
    private readonly FixedWallet wallet = new();
    private readonly BudgetCache budgetCache;
    private readonly WalletCache walletCache;
    private readonly StoreLock storeLock = new();
    private readonly LimitReader reader;
    private readonly TestTeam team = new();
    private readonly KeyHolder holder;

    public LimitReaderTests()
    {
        holder = HolderOf("a key");
        (budgetCache, walletCache) = (new BudgetCache(budgets, budgetsChanged), new WalletCache(wallet, walletChanged));
        reader = new LimitReader(
            budgetCache, walletCache, new RunBudgets(new NoRunBudgets()), new NothingSpent(), storeLock, new Signal<RecordClosed>(), new Signal<RecordStored>(), time);
        budgets.All.Add(DayBudget(BudgetScope.Tenant, usd: 5));
    }

    public void Dispose()
    {
        reader.Dispose();
        budgetCache.Dispose();
        walletCache.Dispose();
        storeLock.Dispose();
    }

    [Fact]
    public async Task Calls_of_a_key_share_the_limits_that_the_first_has_found()
    {
        var first = await ReadAsync();

        (await ReadAsync()).ShouldBeSameAs(first);
        (await ReadAsync(run: "r", user: "u")).ShouldBeSameAs(first, "no budget is for runs or end users");
        AmountsOf(first).ShouldBe(["3", "5", "10"], "the key's cap, the day's budget and the wallet");
    }

    [Fact]
    public async Task A_changed_budget_counts_at_the_next_call()
    {
        await ReadAsync();
        budgets.All[0] = budgets.All[0] with { Amount = NanoUsd.FromUsd(2), Version = 2 };
        budgetsChanged.Publish(new BudgetsChanged(holder.Key.TeamId));

        AmountsOf(await ReadAsync()).ShouldBe(["3", "2", "10"]);
    }

    [Fact]
    public async Task A_credit_counts_at_the_next_call()
    {
        await ReadAsync();
        wallet.Credited = NanoUsd.FromUsd(30);
        walletChanged.Publish(new WalletChanged(holder.Key.TeamId));

        AmountsOf(await ReadAsync()).ShouldBe(["3", "5", "30"]);
    }

    [Fact]
    public async Task A_call_of_the_next_day_counts_in_the_next_window()
    {
        var today = await ReadAsync();

        var tomorrow = await ReadAsync(at: Now.AddHours(12));

        today.All[1].Limit.Allowance.Id.End.ShouldBe(Now.AddHours(12));
        tomorrow.All[1].Limit.Allowance.Id.Start.ShouldBe(Now.AddHours(12));
        (await ReadAsync()).All[1].Limit.Allowance.ShouldBeSameAs(today.All[1].Limit.Allowance, "a call that began before midnight counts in its day");
    }

    [Fact]
    public async Task A_raise_ends_in_time()
    {
        budgets.All[0] = budgets.All[0] with { Raise = NanoUsd.FromUsd(1), RaiseUntil = Now.AddMinutes(5) };

        AmountsOf(await ReadAsync(at: Now.AddMinutes(4))).ShouldBe(["3", "6", "10"]);
        AmountsOf(await ReadAsync(at: Now.AddMinutes(5))).ShouldBe(["3", "5", "10"]);
        AmountsOf(await ReadAsync(at: Now.AddMinutes(4))).ShouldBe(["3", "6", "10"], "a call that began before the end of the raise is read late");
    }

    [Fact]
    public async Task Budgets_of_runs_and_end_users_are_found_for_each_call()
    {
        budgets.All.Add(DayBudget(BudgetScope.User, usd: 1));
        await ReadAsync();

        (await ReadAsync(user: "ada")).All[2].Limit.Allowance.Id.Subject.ShouldBe("ada");
        (await ReadAsync(user: "bob")).All[2].Limit.Allowance.Id.Subject.ShouldBe("bob");
        AmountsOf(await ReadAsync()).ShouldBe(["3", "5", "10"]);
    }

    [Fact]
    public async Task Limits_that_were_not_used_for_long_are_opened_again()
    {
        var before = await ReadAsync();
        time.Advance(TimeSpan.FromMinutes(31));
        await ReadAsync(HolderOf("another key"));

        var after = await ReadAsync();

        after.All[0].Limit.Allowance.ShouldNotBeSameAs(before.All[0].Limit.Allowance, "calls that end are not counted on a closed one");
        reader.Find(holder.Key.TeamId)!.ListOpen().ShouldContain(after.All[0].Limit.Allowance.Id);
    }

    [Fact]
    public async Task What_a_call_holds_is_held_by_all()
    {
        var first = await ReadAsync();
        var money = new MoneyAdmission(time);
        var request = HoldRequest.Nothing with { Models = ["m"] };

        (await money.HoldAsync(first, request, TestContext.Current.CancellationToken)).Value.Limits.Count.ShouldBe(3);
        first.HardFor(["other"], isSimulated: false).ShouldBeSameAs(first.HardFor(["m"], isSimulated: false));
        first.HardFor(["m"], isSimulated: true).All.Length.ShouldBe(2, "simulated calls cost the wallet nothing");
    }

    private static string[] AmountsOf(CallLimits limits) => [.. limits.All.Select(limit => limit.Limit.Amount.ToString())];

    private Budget DayBudget(BudgetScope scope, decimal usd) => new()
    {
        Id = BudgetId.New(Now),
        TeamId = holder.Key.TeamId,
        Scope = scope,
        Window = BudgetWindow.Day,
        Amount = NanoUsd.FromUsd(usd),
        OnReach = ReachAction.Block,
        CreatedAt = Now,
        Version = 1,
    };

    private KeyHolder HolderOf(string name) => new(
        new ApiKey
        {
            Id = KeyId.New(Now),
            TeamId = team.Team.Id,
            MemberId = team.Member.Id,
            Name = name,
            Display = "jinf_te…est",
            Terms = new KeyTerms { RequestsPerMinute = 60, MonthlyCap = NanoUsd.FromUsd(3) },
            CreatedAt = Now,
        },
        team.Member);

    private Task<CallLimits> ReadAsync(string? user = null, string? run = null, DateTimeOffset? at = null) => ReadAsync(holder, user, run, at);

    private async Task<CallLimits> ReadAsync(KeyHolder of, string? user = null, string? run = null, DateTimeOffset? at = null) =>
        await reader.ReadAsync(of, user, run, null, at ?? Now, TestContext.Current.CancellationToken);

    private sealed class FixedWallet : IWalletStore
    {
        public NanoUsd Credited { get; set; } = NanoUsd.FromUsd(10);

        public Task<WalletState> GetAsync(TeamId team, CancellationToken cancellationToken) =>
            Task.FromResult(new WalletState(team, WalletMode.Prepaid, Credited, NanoUsd.Zero));

        public Task<LedgerEntry> AddAsync(TeamId team, LedgerKind kind, NanoUsd amount, string? note, DateTimeOffset at, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> GrantInitialCreditAsync(TeamId team, NanoUsd amount, DateTimeOffset at, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task SetModeAsync(TeamId team, WalletMode mode, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ImmutableArray<LedgerEntry>> ListAsync(TeamId team, int limit, LedgerEntryId? before, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<WalletStatement> ReadStatementAsync(TeamId team, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ImmutableArray<TeamWallet>> ListTeamsAsync(int limit, TeamId? after, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ImmutableArray<TeamWallet>> ListNewestTeamsAsync(int limit, TeamId? before, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<TeamWallet?> FindTeamAsync(TeamId team, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string?> FindImbalanceAsync(TeamId team, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class NoRunBudgets : IRunBudgetStore
    {
        public Task<NanoUsd?> FindAsync(TeamId team, string run, CancellationToken cancellationToken) => Task.FromResult<NanoUsd?>(null);

        public Task<NanoUsd> NameAsync(TeamId team, string run, NanoUsd amount, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class NothingSpent : IAllowanceStore
    {
        public Task<NanoUsd> OpenAsync(AllowanceId id, CancellationToken cancellationToken) => Task.FromResult(NanoUsd.Zero);
    }
}
