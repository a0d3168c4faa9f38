using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class AllowanceStoreContract(StoreFixture store) : StoreContract(store)
{
    private static readonly (DateTimeOffset Start, DateTimeOffset End)[] Windows =
    [
        (DateTimeOffset.UnixEpoch, Timestamps.Never),
        (new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)),
        (new DateTimeOffset(2026, 11, 20, 18, 30, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 21, 18, 30, 0, TimeSpan.Zero)),
        (new DateTimeOffset(2026, 11, 20, 20, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 23, 5, 0, 0, TimeSpan.Zero)),
        (new DateTimeOffset(2026, 11, 20, 12, 20, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 20, 12, 40, 0, TimeSpan.Zero)),
    ];

    [Fact]
    public async Task An_allowance_has_the_cost_of_the_calls_that_it_covers_before_and_after_it_is_opened()
    {
        var (records, others) = (new Records(), new Records());
        var all = RunsOf(records, 200);
        await Node.Usage.AppendAsync([.. all.Take(120), .. RunsOf(others, 50)], Cancellation);

        foreach (var id in AllowancesOf(records)) (await OpenAsync(id)).ShouldBe(CostOf(id, all.Take(120)), id.ToString());
        foreach (var batch in all.Skip(120).Chunk(7)) await Node.Usage.AppendAsync(batch, Cancellation);

        foreach (var id in AllowancesOf(records)) (await OpenAsync(id)).ShouldBe(CostOf(id, all), id.ToString());
    }

    [Fact]
    public async Task An_allowance_without_calls_is_empty()
    {
        foreach (var id in AllowancesOf(new Records())) (await OpenAsync(id)).ShouldBe(NanoUsd.Zero);
    }

    [Fact]
    public async Task Concurrent_appends_and_openings_lose_and_double_nothing()
    {
        var records = new Records();
        var all = RunsOf(records, 200);
        var allowances = AllowancesOf(records).ToList();
        var opened = 0;

        // Each batch is appended twice, as by two nodes that recovered the same journal. The allowances are opened meanwhile.
        var batches = all.Chunk(10).Concat(all.Chunk(25)).ToList();
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (batch, cancellation) =>
        {
            await Node.Usage.AppendAsync(batch, cancellation);
            for (var count = 0; count < 5 && Interlocked.Increment(ref opened) is var next && next <= allowances.Count; count++)
                await Node.Allowances.OpenAsync(allowances[next - 1], cancellation);
        });

        foreach (var id in allowances) (await OpenAsync(id)).ShouldBe(CostOf(id, all), id.ToString());
    }

    [Fact]
    public async Task The_wallets_allowance_is_the_cost_of_the_settled_calls()
    {
        var records = new Records();
        var all = records.Next(9);
        await Node.Usage.AppendAsync(all, Cancellation);
        await Node.Usage.AppendAsync([records.Next() with { Simulated = true }], Cancellation);

        (await OpenAsync(AllowanceId.OfWallet(records.Team))).ShouldBe(Records.Sum(all).Cost);
        (await OpenAsync(AllowanceId.OfWallet(TeamId.New(Noon)))).ShouldBe(NanoUsd.Zero);
    }

    [Fact]
    public async Task A_name_that_the_store_changes_is_still_counted()
    {
        var records = new Records();
        var odd = records.Next(2)[1] with { User = "nul\0inside", RootRunId = new string('x', 300), RunId = "s" };
        var ids = new[] { (AllowanceKind.User, odd.User), (AllowanceKind.Run, odd.RootRunId) }
            .Select(subject => new AllowanceId(records.Team, subject.Item1, subject.Item2, "", DateTimeOffset.UnixEpoch, Timestamps.Never)).ToList();

        await Node.Usage.AppendAsync([odd], Cancellation);
        foreach (var id in ids) (await OpenAsync(id)).ShouldBe(odd.Cost);
        await Node.Usage.AppendAsync([odd with { Id = RequestId.New(odd.At) }], Cancellation);

        foreach (var id in ids) (await OpenAsync(id)).ShouldBe(odd.Cost + odd.Cost);
    }

    [Fact]
    public async Task Allowances_that_ended_long_ago_are_removed()
    {
        var records = new Records();
        var all = RunsOf(records, 10);
        await Node.Usage.AppendAsync(all, Cancellation);
        foreach (var id in AllowancesOf(records)) await OpenAsync(id);

        await Node.Get<IUsageRetention>().RemoveAllowancesBeforeAsync(Windows[1].Start.AddMonths(1), Cancellation);

        await using var context = Node.OpenContext();
        (await context.Allowances.Where(row => row.TeamId == records.Team).Select(row => row.EndsAt).Distinct().ToListAsync(Cancellation))
            .ShouldBe([Windows[1].End, Timestamps.Never], ignoreOrder: true);
        foreach (var id in AllowancesOf(records)) (await OpenAsync(id)).ShouldBe(CostOf(id, all));
    }

    /// <summary>Records whose sessions are in two run trees. The root of the second one makes no calls.</summary>
    private static List<UsageRecord> RunsOf(Records records, int count) => [.. records.Next(count).Select(record => record with
    {
        RootRunId = record.RunId is null ? null : record.RunId is "session-1" or "session-2" ? "session-1" : "root",
    })];

    private static IEnumerable<AllowanceId> AllowancesOf(Records records) =>
        from window in Windows
        from model in (string[])["", "model-1"]
        from subject in ((AllowanceKind, string)[])
        [
            (AllowanceKind.Team, ""), (AllowanceKind.Member, records.Members[0].ToString()), (AllowanceKind.Key, records.Keys[1].ToString()),
            (AllowanceKind.User, "user-1"), (AllowanceKind.User, "user-9"), (AllowanceKind.Run, "session-1"), (AllowanceKind.Run, "root"),
        ]
        select new AllowanceId(records.Team, subject.Item1, subject.Item2, model, window.Start, window.End);

    private static NanoUsd CostOf(AllowanceId id, IEnumerable<UsageRecord> records) => Records.Sum(records.Where(record =>
        id.Start <= record.At && record.At < id.End && (id.Model.Length == 0 || id.Model == record.ModelServed) && id.Subject == id.Kind switch
        {
            AllowanceKind.Member => record.MemberId.ToString(),
            AllowanceKind.Key => record.KeyId.ToString(),
            AllowanceKind.User => record.User,
            AllowanceKind.Run => record.RootRunId,
            _ => "",
        })).Cost;

    private Task<NanoUsd> OpenAsync(AllowanceId id) => Node.Allowances.OpenAsync(id, Cancellation);
}

public sealed class AllowanceStoreOnSqlite(SqliteStore store) : AllowanceStoreContract(store), IClassFixture<SqliteStore>;

public sealed class AllowanceStoreOnPostgres(PostgresStore store) : AllowanceStoreContract(store), IClassFixture<PostgresStore>;
