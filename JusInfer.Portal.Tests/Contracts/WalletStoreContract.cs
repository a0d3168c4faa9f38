using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class WalletStoreContract(StoreFixture store) : StoreContract(store)
{
    private static readonly NanoUsd Ten = NanoUsd.FromUsd(10);

    [Fact]
    public async Task A_new_team_has_an_empty_prepaid_wallet()
    {
        var team = (await AddTeamAsync()).TeamId;

        (await Node.Wallets.GetAsync(team, Cancellation)).ShouldBe(new WalletState(team, WalletMode.Prepaid, NanoUsd.Zero, NanoUsd.Zero));
        (await Node.Wallets.ListAsync(team, 10, before: null, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Entries_change_the_balance_and_are_listed_newest_first_in_pages()
    {
        var team = (await AddTeamAsync()).TeamId;

        var credit = await Node.Wallets.AddAsync(team, LedgerKind.Credit, Ten, "invoice 7", Noon, Cancellation);
        var adjustment = await Node.Wallets.AddAsync(team, LedgerKind.Adjustment, new NanoUsd(-1), "a correction", Noon, Cancellation);
        var refund = await Node.Wallets.AddAsync(team, LedgerKind.Refund, new NanoUsd(3), note: null, Noon.AddHours(-1), Cancellation);

        credit.ShouldBe(new LedgerEntry(credit.Id, team, Noon, LedgerKind.Credit, Ten, Ten, Requests: null, "invoice 7"));
        refund.Balance.ShouldBe(Ten + new NanoUsd(2));
        (await Node.Wallets.GetAsync(team, Cancellation)).Balance.ShouldBe(refund.Balance);
        (await Node.Wallets.ListAsync(team, 2, before: null, Cancellation)).ShouldBe([refund, adjustment]);
        (await Node.Wallets.ListAsync(team, 2, adjustment.Id, Cancellation)).ShouldBe([credit]);
    }

    [Fact]
    public async Task The_statement_of_a_month_has_the_sums_of_its_entries_and_the_balances_at_its_ends()
    {
        var now = DateTimeOffset.UtcNow;
        var records = new Records(TeamId.New(now), now);
        var (month, next) = (UtcMonth.Of(now), UtcMonth.Of(now).AddMonths(1));
        await Node.Wallets.AddAsync(records.Team, LedgerKind.Credit, Ten, note: null, month.AddMilliseconds(-1), Cancellation);
        await Node.Wallets.AddAsync(records.Team, LedgerKind.Credit, new NanoUsd(5), note: null, month, Cancellation);
        await Node.Wallets.AddAsync(records.Team, LedgerKind.Credit, new NanoUsd(7), note: null, month, Cancellation);
        await Node.Wallets.AddAsync(records.Team, LedgerKind.Adjustment, new NanoUsd(-3), note: null, month, Cancellation);
        await Node.Usage.AppendAsync(records.Next(4), Cancellation);
        await Node.Usage.AppendAsync([records.Next()], Cancellation);
        var calls = (await Node.Wallets.ListAsync(records.Team, 10, before: null, Cancellation)).Where(static entry => entry.Kind == LedgerKind.Settlement).ToArray();
        await Node.Wallets.AddAsync(records.Team, LedgerKind.Refund, Ten, note: null, next, Cancellation);

        var statement = await Node.Wallets.ReadStatementAsync(records.Team, month, next, Cancellation);

        statement.Opening.ShouldBe(Ten);
        statement.Lines.ShouldBe(
        [
            new StatementLine(LedgerKind.Credit, 2, 0, new NanoUsd(12)),
            new StatementLine(LedgerKind.Adjustment, 1, 0, new NanoUsd(-3)),
            new StatementLine(LedgerKind.Settlement, 2, 5, calls.Aggregate(NanoUsd.Zero, static (sum, call) => sum + call.Amount)),
        ]);
        statement.Closing.ShouldBe(calls[0].Balance, "The balance after the last entry of the month, as the ledger has it.");
        var after = await Node.Wallets.ReadStatementAsync(records.Team, next, next.AddMonths(1), Cancellation);
        (after.Opening, after.Closing).ShouldBe((statement.Closing, (await Node.Wallets.GetAsync(records.Team, Cancellation)).Balance));
        var before = await Node.Wallets.ReadStatementAsync(records.Team, month.AddMonths(-2), month.AddMonths(-1), Cancellation);
        (before.Opening, before.Closing, before.Lines.Length).ShouldBe((NanoUsd.Zero, NanoUsd.Zero, 0));
    }

    [Fact]
    public async Task Statements_are_right_after_an_entry_by_a_clock_that_was_ahead()
    {
        var team = (await AddTeamAsync()).TeamId;
        var (before, month) = (UtcMonth.Of(Noon).AddMonths(-1), UtcMonth.Of(Noon));
        await AddAsync(1, before);
        await AddAsync(20, month.AddMonths(3));
        await AddAsync(300, before.AddDays(1));
        await AddAsync(4_000, before.AddDays(2));
        await AddAsync(50_000, month);
        await AddAsync(600_000, month.AddMonths(1));

        (NanoUsd, NanoUsd, long)[] statements =
        [
            .. await Enumerable.Range(-2, 7).ToAsyncEnumerable().Select(async (int months, CancellationToken token) =>
            {
                var read = await Node.Wallets.ReadStatementAsync(team, month.AddMonths(months), month.AddMonths(months + 1), token);
                return (read.Opening, read.Closing, read.Lines.Sum(static line => line.Entries));
            }).ToArrayAsync(Cancellation),
        ];

        statements.ShouldBe(
        [
            (new(0), new(0), 0),
            (new(0), new(4_301), 3),
            (new(4_301), new(54_301), 1),
            (new(54_301), new(654_301), 1),
            (new(654_301), new(654_301), 0),
            (new(654_301), new(654_321), 1),
            (new(654_321), new(654_321), 0),
        ]);

        Task AddAsync(long amount, DateTimeOffset at) =>
            Node.Wallets.AddAsync(team, LedgerKind.Credit, new NanoUsd(amount), note: null, at, Cancellation);
    }

    [Fact]
    public async Task Teams_are_listed_newest_first_in_pages()
    {
        TeamId[] added = [(await AddTeamAsync()).TeamId, (await AddTeamAsync()).TeamId, (await AddTeamAsync()).TeamId];

        var all = (await Node.Wallets.ListNewestTeamsAsync(1_000, before: null, Cancellation)).Select(static team => team.Id).ToList();

        all.ShouldBe(all.OrderDescending());
        all.Intersect(added).Count().ShouldBe(3);
        (await Node.Wallets.ListNewestTeamsAsync(2, all[0], Cancellation)).Select(static team => team.Id).ShouldBe(all[1..3]);
    }

    [Fact]
    public async Task The_records_of_a_batch_are_settled_by_one_entry_which_they_name()
    {
        var records = new Records();
        await Node.Wallets.AddAsync(records.Team, LedgerKind.Credit, Ten, note: null, Noon, Cancellation);
        var batch = records.Next(5);
        var cost = Records.Sum(batch).Cost;

        await Node.Usage.AppendAsync(batch, Cancellation);

        var settlement = (await Node.Wallets.ListAsync(records.Team, 1, before: null, Cancellation)).ShouldHaveSingleItem();
        (settlement.Kind, settlement.Amount, settlement.Balance, settlement.Requests).ShouldBe((LedgerKind.Settlement, NanoUsd.Zero - cost, Ten - cost, 5));
        var wallet = await Node.Wallets.GetAsync(records.Team, Cancellation);
        (wallet.Balance, wallet.Settled, wallet.Credited).ShouldBe((Ten - cost, cost, Ten));
        foreach (var record in batch) (await SettlementOfAsync(record)).ShouldBe(settlement.Id);
    }

    [Fact]
    public async Task A_simulated_call_is_not_settled()
    {
        var records = new Records();
        var (simulated, real) = (records.Next() with { Simulated = true, Cost = Ten }, records.Next());

        await Node.Usage.AppendAsync([simulated], Cancellation);
        (await Node.Wallets.ListAsync(records.Team, 10, before: null, Cancellation)).ShouldBeEmpty();
        await Node.Usage.AppendAsync([simulated with { Id = RequestId.New(Noon) }, real], Cancellation);

        (await SettlementOfAsync(simulated)).ShouldNotBeNull("it has a place in the order of settlements");
        (await Node.Wallets.ListAsync(records.Team, 10, before: null, Cancellation)).ShouldHaveSingleItem().Requests.ShouldBe(1);
        (await Node.Wallets.GetAsync(records.Team, Cancellation)).Settled.ShouldBe(real.Cost);
    }

    [Fact]
    public async Task A_record_that_is_appended_twice_is_settled_once()
    {
        var records = new Records();
        var (first, second) = (records.Next(), records.Next());

        await Node.Usage.AppendAsync([first, second], Cancellation);
        await Node.Usage.AppendAsync([first, second], Cancellation);
        await Node.Usage.AppendAsync([second, records.Next()], Cancellation);

        var entries = await Node.Wallets.ListAsync(records.Team, 10, before: null, Cancellation);
        entries.Select(entry => entry.Requests).ShouldBe([1, 2]);
        (await SettlementOfAsync(second)).ShouldBe(entries[1].Id);
    }

    [Fact]
    public async Task Concurrent_appends_and_credits_keep_the_ledger_in_balance()
    {
        var records = new Records();
        var batches = records.Next(200).Chunk(10).ToList();

        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (batch, cancellation) =>
        {
            await Node.Usage.AppendAsync(batch, cancellation);
            await Node.Wallets.AddAsync(records.Team, LedgerKind.Credit, Ten, note: null, Noon, cancellation);
        });

        var cost = Records.Sum(batches.SelectMany(batch => batch)).Cost;
        var wallet = await Node.Wallets.GetAsync(records.Team, Cancellation);
        (wallet.Balance, wallet.Settled).ShouldBe((NanoUsd.FromUsd(200) - cost, cost));
        var balance = NanoUsd.Zero;
        foreach (var entry in (await Node.Wallets.ListAsync(records.Team, 100, before: null, Cancellation)).Reverse())
            entry.Balance.ShouldBe(balance += entry.Amount);
        balance.ShouldBe(wallet.Balance);
        (await Node.Wallets.FindImbalanceAsync(records.Team, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task The_initial_credit_is_granted_once()
    {
        var team = (await AddTeamAsync()).TeamId;

        var granted = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Node.Wallets.GrantInitialCreditAsync(team, Ten, Noon, Cancellation))));

        granted.Count(once => once).ShouldBe(1);
        (await Node.Wallets.ListAsync(team, 10, before: null, Cancellation)).ShouldHaveSingleItem().Kind.ShouldBe(LedgerKind.Credit);
        (await Node.Wallets.GetAsync(team, Cancellation)).Balance.ShouldBe(Ten);
    }

    [Fact]
    public async Task Credits_and_modes_are_announced_and_settlements_are_not()
    {
        var team = (await AddTeamAsync()).TeamId;
        var records = new Records(team, Noon);

        var published = await PublishedDuringAsync(Node.WalletChanges, async () =>
        {
            await Node.Wallets.SetModeAsync(team, WalletMode.Postpaid, Cancellation);
            await Node.Wallets.AddAsync(team, LedgerKind.Credit, Ten, note: null, Noon, Cancellation);
            await Node.Usage.AppendAsync(records.Next(3), Cancellation);
        });

        published.Count(item => item.Team == team).ShouldBe(2);
        (await Node.Wallets.GetAsync(team, Cancellation)).Mode.ShouldBe(WalletMode.Postpaid);
    }

    [Fact]
    public async Task A_ledger_that_does_not_add_up_is_found()
    {
        var now = DateTimeOffset.UtcNow;
        var (wrongBalance, wrongSettlement) = (new Records(TeamId.New(now), now), new Records(TeamId.New(now), now));
        foreach (var records in (Records[])[wrongBalance, wrongSettlement])
        {
            await Node.Usage.AppendAsync(records.Next(3), Cancellation);
            await Node.Wallets.AddAsync(records.Team, LedgerKind.Credit, Ten, note: null, now, Cancellation);
            (await Node.Wallets.FindImbalanceAsync(records.Team, Cancellation)).ShouldBeNull();
        }

        var credit = (await Node.Wallets.ListAsync(wrongBalance.Team, 1, before: null, Cancellation)).Single();
        var settlement = (await Node.Wallets.ListAsync(wrongSettlement.Team, 2, before: null, Cancellation))[1];
        await using (var context = Node.OpenContext())
        {
            await context.LedgerEntries.Where(entry => entry.TeamId == wrongBalance.Team && entry.Id == credit.Id)
                .ExecuteUpdateAsync(entry => entry.SetProperty(row => row.Amount, new NanoUsd(1)), Cancellation);
            await context.UsageRequests.Where(row => row.TeamId == wrongSettlement.Team)
                .ExecuteUpdateAsync(row => row.SetProperty(call => call.Cost, new NanoUsd(1)), Cancellation);
        }

        (await Node.Wallets.FindImbalanceAsync(wrongBalance.Team, Cancellation)).ShouldNotBeNull().ShouldContain(credit.Id.ToString());
        (await Node.Wallets.FindImbalanceAsync(wrongSettlement.Team, Cancellation)).ShouldNotBeNull().ShouldContain(settlement.Id.ToString());
    }

    private async Task<LedgerEntryId?> SettlementOfAsync(UsageRecord record) =>
        (await Node.Queries.FindRequestAsync(record.TeamId, record.Id, Cancellation)).ShouldNotBeNull().SettlementId;
}

public sealed class WalletStoreOnSqlite(SqliteStore store) : WalletStoreContract(store), IClassFixture<SqliteStore>;

public sealed class WalletStoreOnPostgres(PostgresStore store) : WalletStoreContract(store), IClassFixture<PostgresStore>;
