using JusInfer.Portal.Data.Model.Tables;
using JusInfer.Portal.Data.Postgres;
using JusInfer.Portal.Data.Stores;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Columns;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>A store of the version with one table of calls.</summary>
public sealed class UsagePartitionUpgradeTests(PostgresStore store) : StoreContract(store), IClassFixture<PostgresStore>
{
    [Fact]
    public async Task The_upgrade_keeps_every_call_and_its_order()
    {
        var tenant = TenantId.New(Noon);
        var rows = new RandomRow(11);
        var before = Enumerable.Range(0, 300).Select(_ => StorableText.Sanitize(rows.Next<UsageRecord>()) with { TenantId = tenant, RouteDetails = null, Repository = null, Label = null }).ToList();
        string[] bounds = ["1970-01-01", "2019-12-31", "2020-01-01", "2026-10-31", "2026-11-01", "2099-12-31", "2100-01-01", "9999-12-31"];
        before.AddRange(bounds.Select(day => before[0] with { Id = RequestId.New(DateTimeOffset.Parse($"{day}T00:00:00Z", null)) }));
        before.AddRange(bounds.Select(day => before[1] with { Id = RequestId.New(DateTimeOffset.Parse($"{day}T23:59:59.999Z", null)) }));
        await using (var context = Node.OpenContext())
        {
            await context.GetService<IMigrator>().MigrateAsync("Versions", Cancellation);
            await context.Database.OpenConnectionAsync(Cancellation);
            await using var insert = await ColumnsOfThen().PrepareAsync(context.Database.GetDbConnection(), before, Cancellation);
            (await insert.ExecuteNonQueryAsync(Cancellation)).ShouldBe(before.Count);
        }

        await Node.Migration.MigrateAsync(Cancellation);

        var page = await Node.Queries.ListRequestsAsync(new RequestFilter { Tenant = tenant, Limit = 1_000 }, Cancellation);
        page.Records.ShouldBe(before.OrderByDescending(record => record.Id));
        var records = new Records();
        await Node.Usage.AppendAsync([records.Next()], Cancellation);
        (await Node.Queries.ListRequestsAsync(new RequestFilter { Tenant = records.Tenant }, Cancellation)).Records.ShouldHaveSingleItem();
    }

    /// <summary>The insert of that version, which had fewer columns.</summary>
    private static ArrayInsert<UsageRecord> ColumnsOfThen() => new(
        UsageRequestsTable.Name,
        new ColumnList<UsageRecord>().AddRange(UsageColumns.All.Where(static column => column.Since <= JournalVersion.CompletePrices)),
        onConflict: "");
}
