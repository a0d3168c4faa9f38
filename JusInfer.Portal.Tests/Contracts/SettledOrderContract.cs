using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>
/// A reader that continues after the last call that it has seen sees every call once. BerriAI/litellm#37361: rows that are logged late
/// are outside the window that an export has already read. kontext-security/kontext#361: the time in a row is taken before its commit, so
/// that a strict cursor never returns it.
/// </summary>
public abstract class SettledOrderContract(StoreFixture store) : StoreContract(store)
{
    private readonly Records records = new();

    [Fact]
    public async Task A_call_that_started_first_and_ended_last_comes_after_the_position_of_the_reader()
    {
        var (longStream, first, second) = (records.Next(), records.Next(), records.Next());
        var earlier = Noon.AddMonths(-3);
        var recovered = records.Next() with { Id = RequestId.New(earlier), At = earlier, Source = UsageSource.Estimated };
        var reader = new Reader(Node, new RequestFilter { Team = records.Team });
        await Node.Usage.AppendAsync([second, first], Cancellation);
        (await reader.ReadAsync()).ShouldBe([first.Id, second.Id]);
        var byStart = new RequestFilter { Team = records.Team, Limit = 1 };
        var next = (await Node.Queries.ListRequestsAsync(byStart, Cancellation)).Next.ShouldNotBeNull();
        next.ShouldBe(second.Id);

        await Node.Usage.AppendAsync([longStream], Cancellation);
        (await reader.ReadAsync()).ShouldBe([longStream.Id]);
        await Node.Usage.AppendAsync([recovered, second], Cancellation);
        (await reader.ReadAsync()).ShouldBe([recovered.Id], "a record that is stored twice is listed once");
        (await reader.ReadAsync()).ShouldBeEmpty();
        (await new Reader(Node, new RequestFilter { Team = records.Team }).ReadAsync())
            .ShouldBe([first.Id, second.Id, longStream.Id, recovered.Id], "a new reader begins at the beginning");
    }

    [Fact]
    public async Task A_reader_beside_writers_of_several_nodes_sees_every_call_once()
    {
        var appended = records.Next(300);
        await using var other = Store.NewNode();
        StoreNode[] nodes = [Node, other];
        var batches = appended.OrderBy(call => call.Id.Value.GetHashCode()).Chunk(7).ToArray();

        var writes = Task.Run(() => Parallel.ForEachAsync(
            batches.Index(), new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (batch, cancellation) =>
                await nodes[batch.Index % 2].Usage.AppendAsync(batch.Item, cancellation)), Cancellation);
        var reader = new Reader(other, new RequestFilter { Team = records.Team, Limit = 5 });
        List<RequestId> seen = [];
        await Eventually.TrueAsync(async () =>
        {
            seen.AddRange(await reader.ReadAsync());
            return writes.IsCompleted;
        });
        await writes;
        seen.AddRange(await reader.ReadAsync());

        seen.ShouldBe(appended.Select(call => call.Id), ignoreOrder: true);
        (await new Reader(Node, new RequestFilter { Team = records.Team }).ReadAsync()).ShouldBe(seen, "the order does not change");
    }

    [Fact]
    public async Task Simulated_calls_have_a_place_in_the_order_and_no_entry_in_the_ledger()
    {
        var (simulated, real, mixed) = (records.Next() with { Simulated = true }, records.Next(), records.Next() with { Simulated = true });
        var reader = new Reader(Node, new RequestFilter { Team = records.Team });

        await Node.Usage.AppendAsync([real], Cancellation);
        (await reader.ReadAsync()).ShouldBe([real.Id]);
        await Node.Usage.AppendAsync([simulated], Cancellation);
        (await reader.ReadAsync()).ShouldBe([simulated.Id]);
        await Node.Usage.AppendAsync([mixed, records.Next()], Cancellation);
        (await reader.ReadAsync()).ShouldContain(mixed.Id);

        (await Node.Wallets.ListAsync(records.Team, 10, before: null, Cancellation)).Select(entry => entry.Requests).ShouldBe([1, 1]);
        (await Node.Wallets.FindImbalanceAsync(records.Team, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_clock_that_is_set_back_changes_nothing()
    {
        var (first, second, third) = (records.Next() with { Simulated = true }, records.Next() with { Simulated = true }, records.Next());
        await using var late = new StoreNode(Store.Options, new ShiftedTime { By = TimeSpan.FromHours(-1) });
        var reader = new Reader(Node, new RequestFilter { Team = records.Team });

        foreach (var (node, call) in new[] { (Node, third), (late, second), (late, first) })
        {
            await node.Usage.AppendAsync([call], Cancellation);
            (await reader.ReadAsync()).ShouldBe([call.Id]);
        }
    }

    [Fact]
    public async Task A_reader_continues_after_retention_has_removed_the_call_of_its_position()
    {
        var reader = new Reader(Node, new RequestFilter { Team = records.Team, Limit = 10 });
        var old = records.Next(40);
        await Node.Usage.AppendAsync(old, Cancellation);
        (await reader.ReadAsync(pages: 1)).ShouldBe(old[..10].Select(call => call.Id));

        while (await Node.Get<IUsageRetention>().RemoveBeforeAsync(old[30].At, Cancellation))
        {
            // Each call is a transaction of its own.
        }

        var newer = records.Next();
        await Node.Usage.AppendAsync([newer], Cancellation);
        (await reader.ReadAsync()).ShouldBe([.. old[30..].Select(call => call.Id), newer.Id]);
    }

    [Fact]
    public async Task A_reader_continues_on_a_store_that_was_restored_from_an_older_backup()
    {
        var reader = new Reader(Node, new RequestFilter { Team = records.Team });
        var (kept, lost, newer) = (records.Next(), records.Next(), records.Next());
        await Node.Usage.AppendAsync([kept], Cancellation);
        await using var context = Node.OpenContext();
        var backup = await context.Wallets.AsNoTracking().SingleAsync(wallet => wallet.TeamId == records.Team, Cancellation);
        await Node.Usage.AppendAsync([lost], Cancellation);
        (await reader.ReadAsync()).ShouldBe([kept.Id, lost.Id]);

        await context.UsageRequests.Where(call => call.TeamId == records.Team && call.Id == lost.Id).ExecuteDeleteAsync(Cancellation);
        await context.LedgerEntries.Where(entry => entry.TeamId == records.Team && entry.Id != backup.LastEntryId)
            .ExecuteDeleteAsync(Cancellation);
        await context.Wallets.Where(wallet => wallet.TeamId == records.Team)
            .ExecuteUpdateAsync(wallet => wallet.SetProperty(row => row.LastEntryId, backup.LastEntryId), Cancellation);

        await Node.Usage.AppendAsync([newer], Cancellation);
        (await reader.ReadAsync()).ShouldBe([newer.Id]);
    }

    [Fact]
    public async Task Filters_combine_with_the_position()
    {
        var all = records.Next(60);
        await Node.Usage.AppendAsync(all[..30], Cancellation);
        var page = new RequestFilter { Team = records.Team, Limit = 4 };
        await ShouldFindAsync(page with { Key = records.Keys[1] }, call => call.KeyId == records.Keys[1]);
        await ShouldFindAsync(page with { Errors = true }, call => call.Status >= 400);
        await ShouldFindAsync(page with { User = "user-1" }, call => call.User == "user-1");
        var (from, to) = (all[10].At, all[40].At);
        await ShouldFindAsync(page with { From = from, To = to }, call => call.At >= from && call.At < to);
        await ShouldFindAsync(page with { Search = CallSearch.Parse(all[5].Id.ToString()) }, call => call.Id == all[5].Id);
        (await new Reader(Node, new RequestFilter { Team = new Records().Team }).ReadAsync()).ShouldBeEmpty();

        async Task ShouldFindAsync(RequestFilter filter, Func<UsageRecord, bool> matches)
        {
            var reader = new Reader(Node, filter);
            var stored = await new Reader(Node, new RequestFilter { Team = records.Team }).ReadAsync();
            (await reader.ReadAsync()).ShouldBe(all.Where(call => stored.Contains(call.Id) && matches(call)).Select(call => call.Id));
            var newer = all.First(call => !stored.Contains(call.Id));
            await Node.Usage.AppendAsync([newer], Cancellation);
            (await reader.ReadAsync()).ShouldBe(matches(newer) ? [newer.Id] : []);
        }
    }

    [Fact]
    public async Task A_page_compares_a_limited_number_of_calls_and_the_next_one_continues_behind_them()
    {
        var key = KeyId.New(Noon);
        var others = records.Next(IUsageQueries.MaxScannedRows);
        var rare = records.Next() with { KeyId = key };
        foreach (var batch in others.Chunk(5_000)) await Node.Usage.AppendAsync(batch, Cancellation);
        await Node.Usage.AppendAsync([rare], Cancellation);
        var filter = new RequestFilter { Team = records.Team, Key = key };

        var page = await Node.Queries.ListSettledAsync(filter, SettledPosition.Start, Cancellation);
        page.Records.ShouldBeEmpty();
        (page.HasMore, page.ScannedTo).ShouldBe((true, others[^1].Id));
        page = await Node.Queries.ListSettledAsync(filter, page.Next, Cancellation);

        page.Records.ShouldHaveSingleItem().Id.ShouldBe(rare.Id);
        (page.HasMore, page.ScannedTo).ShouldBe((false, null));
    }

    [Fact]
    public async Task A_page_is_read_with_one_query_and_with_two_if_it_has_a_filter()
    {
        await Node.Usage.AppendAsync(records.Next(20), Cancellation);
        var reader = new Reader(Node, new RequestFilter { Team = records.Team });
        var filtered = new Reader(Node, new RequestFilter { Team = records.Team, Key = records.Keys[0] });

        var before = Node.Statements.Queries;
        await reader.ReadAsync(pages: 1);
        (Node.Statements.Queries - before).ShouldBe(1);
        await filtered.ReadAsync(pages: 1);
        (Node.Statements.Queries - before).ShouldBe(3);
    }

    /// <summary>Reads pages from where it has stopped.</summary>
    private protected sealed class Reader(StoreNode node, RequestFilter filter)
    {
        private SettledPosition position = SettledPosition.Start;

        public async Task<List<RequestId>> ReadAsync(int pages = int.MaxValue)
        {
            List<RequestId> read = [];
            for (var page = 0; page < pages; page++)
            {
                var (found, next, hasMore, _) = await node.Queries.ListSettledAsync(filter, position, Cancellation);
                position = SettledPosition.Parse(next.ToCursor(filter.Team), filter.Team).ShouldNotBeNull();
                read.AddRange(found.Select(call => call.Id));
                if (!hasMore) break;
            }

            return read;
        }
    }
}

public sealed class SettledOrderOnSqlite(SqliteStore store) : SettledOrderContract(store), IClassFixture<SqliteStore>;

public sealed class SettledOrderOnPostgres(PostgresStore store) : SettledOrderContract(store), IClassFixture<PostgresStore>
{
    /// <summary>
    /// patchlevel/event-sourcing#615, Eventuous/eventuous#222: with the number of a sequence, a transaction that began first and commits
    /// last is behind the position of the reader, which skips its rows.
    /// </summary>
    [Fact]
    public async Task A_transaction_that_began_first_and_commits_last_leaves_no_hole()
    {
        var calls = new Records();
        var (march, may) = (At("2025-03-10"), At("2025-05-10"));
        await Node.Usage.AppendAsync([At("2025-03-09"), At("2025-05-09")], Cancellation);
        var reader = new Reader(Node, new RequestFilter { Team = calls.Team });
        (await reader.ReadAsync()).Count.ShouldBe(2);

        // Calls of March can be read and not stored, so that the first transaction waits with its place in the order.
        await using var blocker = new NpgsqlConnection(Store.Options.ConnectionString);
        await blocker.OpenAsync(Cancellation);
        await using var transaction = await blocker.BeginTransactionAsync(Cancellation);
        await using (var take = new NpgsqlCommand("LOCK TABLE usage_requests_2025_03 IN SHARE MODE", blocker))
            await take.ExecuteNonQueryAsync(Cancellation);
        var first = Task.Run(() => Node.Usage.AppendAsync([march], Cancellation), Cancellation);
        await Eventually.TrueAsync(() => WaitingAsync(1));
        await using var other = Store.NewNode();
        var second = Task.Run(() => other.Usage.AppendAsync([may], Cancellation), Cancellation);
        await Eventually.TrueAsync(async () => second.IsCompleted || await WaitingAsync(2));

        var seen = await reader.ReadAsync();
        await transaction.CommitAsync(Cancellation);
        await Task.WhenAll(first, second);
        seen.AddRange(await reader.ReadAsync());

        seen.ShouldBe([march.Id, may.Id]);

        UsageRecord At(string day)
        {
            var time = DateTimeOffset.Parse($"{day}T00:00:00Z", null);
            return calls.Next() with { Id = RequestId.New(time), At = time };
        }
    }

    [Fact]
    public async Task A_page_reads_the_index_of_settlements_of_each_month()
    {
        var calls = new Records();
        for (var month = 0; month < 6; month++)
        {
            var batch = calls.Next(500).ConvertAll(call => call with { Id = RequestId.New(Noon.AddMonths(month)) });
            await Node.Usage.AppendAsync(batch, Cancellation);
        }

        await using var context = Node.OpenContext();
        await context.Database.ExecuteSqlRawAsync("ANALYZE usage_requests", Cancellation);

        var filter = new RequestFilter { Team = calls.Team, Limit = 50 };
        (await Node.Queries.ListSettledAsync(filter, SettledPosition.Start, Cancellation)).Records.Length.ShouldBe(50);

        var (text, parameters) = Node.Statements.Last;
        text.ShouldContain("settlement_id");
        var explain = "EXPLAIN " + text;
        var plan = await context.Database.SqlQueryRaw<string>(
            explain, [.. parameters.Select(item => new NpgsqlParameter(item.Name, item.Value))]).ToListAsync(Cancellation);

        plan.ShouldContain(line => line.Contains("Merge Append"), string.Join('\n', plan));
        plan.ShouldNotContain(line => line.Contains("Seq Scan on usage_requests_2026"), string.Join('\n', plan));
    }

    private async Task<bool> WaitingAsync(int transactions)
    {
        await using var context = Node.OpenContext();
        var waiting = await context.Database.SqlQueryRaw<int>("""
            SELECT COUNT(DISTINCT pid)::int AS "Value" FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE NOT granted AND datname = current_database()
            """).ToListAsync(Cancellation);
        return waiting[0] >= transactions;
    }
}
