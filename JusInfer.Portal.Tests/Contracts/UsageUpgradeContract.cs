using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Data.Stores;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>A store of the version that summed usage per hour, session and end user.</summary>
public abstract class UsageUpgradeContract(StoreFixture store) : StoreContract(store)
{
    [Fact]
    public async Task The_sums_of_calls_from_before_the_upgrade_equal_those_of_calls_after_it()
    {
        var records = new Records();
        var before = records.Next(120).Select(WithLatency).ToList();
        await using (var context = Node.OpenContext())
        {
            await Node.Get<IUsagePartitions>().EnsureAsync(before.Select(record => record.At), Cancellation);
            await context.Database.OpenConnectionAsync(Cancellation);
            await Node.Get<IUsageTables>().InsertAsync(context.Database.GetDbConnection(), before, Cancellation);
            await context.GetService<IMigrator>().MigrateAsync("ModelReported", Cancellation);
        }

        await Node.Migration.MigrateAsync(Cancellation);

        var after = TenantId.New(Noon);
        await Node.Usage.AppendAsync([.. before.Select(record => record with { TenantId = after })], Cancellation);
        await ShouldBeEqualAsync<UsageSumRow>(
            records.Tenant, after, context => context.UsageSums, row => (row.Period, row.Start, row.KeyId, row.MemberId, row.ModelServed, row.Provider, row.StatusClass, row.Duration, row.Ttft));
        await ShouldBeEqualAsync<EndUserSumRow>(records.Tenant, after, context => context.EndUserSums, row => (row.Period, row.Start, row.EndUser));
        await ShouldBeEqualAsync<RunRow>(records.Tenant, after, context => context.Runs, row => (row.Session, row.Day, row.FirstAt, row.LastAt));
    }

    /// <summary>Latencies in all buckets, and some calls without a first token.</summary>
    private static UsageRecord WithLatency(UsageRecord record, int index) => record with
    {
        DurationMs = (1 << (index % 21)) - (index % 2),
        TtftMs = index % 3 == 0 ? null : 1 << (index % 20),
    };

    private async Task ShouldBeEqualAsync<TRow>(
        TenantId before, TenantId after, Func<PortalDbContext, IQueryable<TRow>> table, Func<TRow, object> valuesOf)
        where TRow : SummedRow
    {
        await using var context = Node.OpenContext();
        var rows = await table(context).AsNoTracking().ToListAsync(Cancellation);
        var upgraded = ValuesOf(before);
        upgraded.ShouldNotBeEmpty();
        upgraded.ShouldBe(ValuesOf(after), ignoreOrder: true);

        List<object> ValuesOf(TenantId tenant) =>
        [
            .. rows.Where(row => TenantOf(row) == tenant).Select(row =>
                (object)(valuesOf(row), row.Requests, row.Tokens, row.CostNano, row.BaselineCostNano, row.Errors)),
        ];
    }

    private static TenantId TenantOf(SummedRow row) => row is PeriodSumRow sum ? sum.TenantId : ((RunRow)row).TenantId;
}

public sealed class UsageUpgradeOnSqlite(SqliteStore store) : UsageUpgradeContract(store), IClassFixture<SqliteStore>;

public sealed class UsageUpgradeOnPostgres(PostgresStore store) : UsageUpgradeContract(store), IClassFixture<PostgresStore>;
