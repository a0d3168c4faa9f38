using System.Diagnostics;
using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Data;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace JusInfer.Portal.Tests.Data;

/// <summary>
/// Nodes behind PgBouncer, whose transaction mode loses notifications and session locks: pgbouncer/pgbouncer#655, zoolutions/pgbus#191,
/// hardbyte/awa#374, goauthentik/authentik#23876.
/// </summary>
[Slow]
public sealed class PgBouncerTests(PostgresCluster cluster)
{
    private const string Lost = "Notifications of PostgreSQL do not arrive";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TestCatalog Catalog =
        new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("transaction", false)]
    [InlineData("transaction", true)]
    [InlineData("session", false)]
    public async Task A_key_that_is_revoked_on_one_node_is_rejected_on_the_other(string mode, bool hasListener)
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        if (!PgBouncer.IsInstalled) Assert.Skip(PgBouncer.NotInstalled);
        var direct = await cluster.NewDatabaseAsync();
        await using var pooler = await PgBouncer.StartAsync(direct, mode);
        (string, string)[] store =
        [
            ("ConnectionStrings:Store", pooler.To(direct)), ("Gateway:AuthenticationFailuresPerMinute", "1000000"),
            .. hasListener ? new[] { ("ConnectionStrings:StoreListener", direct) } : [],
        ];
        await using var nodeA = await PortalHost.StartAsync(Catalog, store);
        await using var nodeB = await PortalHost.StartAsync(Catalog, store);
        var isPolling = mode == "transaction" && !hasListener;
        var polling = nodeB.Services.GetRequiredService<ChangePolling>();
        if (isPolling) await Eventually.TrueAsync(() => polling.IsOn);
        var team = await nodeA.SignUpAsync();
        var caller = await team.MintAsync();
        (await caller.At(nodeB.Http).GetAsync("/v1/models")).ShouldBe(200);

        (await team.Api.DeleteAsync($"/v1/keys/{caller.Id}")).ShouldBe(204);

        // Without a notification it would take a minute.
        var since = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(async () => (await caller.At(nodeB.Http).GetAsync("/v1/models")).Status == 401);
        Stopwatch.GetElapsedTime(since).ShouldBeLessThan(Patience);
        polling.IsOn.ShouldBe(isPolling);
        nodeB.Logs.Lines.Count(static line => line.Contains(Lost)).ShouldBe(isPolling ? 1 : 0);
        if (isPolling) nodeB.Logs.Lines.ShouldContain(static line => line.Contains("ConnectionStrings:StoreListener"));
    }

    /// <summary>Prepared statements would stay with a connection of the server that the next transaction does not have.</summary>
    [Theory]
    [InlineData("process")]
    [InlineData("database")]
    public async Task Every_call_of_two_nodes_is_recorded_once(string durability)
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        if (!PgBouncer.IsInstalled) Assert.Skip(PgBouncer.NotInstalled);
        await using var upstream = await ScriptedUpstream.StartAsync();
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model("test/model", ["alpha:model"]);
        var direct = await cluster.NewDatabaseAsync();
        await using var pooler = await PgBouncer.StartAsync(direct, "transaction", poolSize: 5);
        (string, string)[] settings =
        [
            ("ConnectionStrings:Store", pooler.To(direct)), ("ConnectionStrings:StoreListener", direct), ("Journal:Durability", durability),
        ];
        await using var nodeA = await PortalHost.StartAsync(catalog, settings);
        await using var nodeB = await PortalHost.StartAsync(catalog, settings);
        var team = await nodeA.SignUpAsync();
        var caller = await team.MintAsync();

        for (var round = 0; round < 10; round++)
        {
            var calls = Enumerable.Range(0, 10)
                .Select(index => caller.At(index % 2 == 0 ? nodeA.Http : nodeB.Http).AskAsync(Caller.Asking("test/model")));
            foreach (var answer in await Task.WhenAll(calls)) answer.ShouldBe(200);
        }

        (await team.RecordsAsync(caller, 100)).Length.ShouldBe(100);
        foreach (var node in (PortalHost[])[nodeA, nodeB])
            node.Logs.Lines.ShouldNotContain(static line => line.Contains("could not be stored") || line.Contains("rejects"));
    }

    [Fact]
    public async Task A_node_whose_direct_connection_cannot_be_opened_polls()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        var store = await cluster.NewDatabaseAsync();
        await using var node = await PortalHost.StartAsync(
            Catalog, ("ConnectionStrings:Store", store), ("ConnectionStrings:StoreListener", "Host=127.0.0.1;Port=9;Username=nobody"));

        await Eventually.TrueAsync(() => node.Services.GetRequiredService<ChangePolling>().IsOn);

        node.Logs.Lines.ShouldContain(static line => line.Contains(Lost));
    }

    [Fact]
    public async Task Nodes_that_start_together_on_an_empty_database_migrate_it_once_and_leave_no_lock()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        if (!PgBouncer.IsInstalled) Assert.Skip(PgBouncer.NotInstalled);
        var direct = await cluster.NewConnectionStringAsync();
        var database = new NpgsqlConnectionStringBuilder(direct).Database;
        await ExecuteAsync(direct + ";Database=postgres", $"CREATE DATABASE {database}");
        await using var pooler = await PgBouncer.StartAsync(direct, "transaction", poolSize: 3);
        var nodes = Enumerable.Range(0, 3).Select(_ => new StoreNode(new StoreOptions(pooler.To(direct), ""))).ToList();

        await Task.WhenAll(nodes.Select(static node => node.Migration.MigrateAsync(Cancellation)));
        foreach (var node in nodes) await node.DisposeAsync();

        // The view has the locks of all databases, also of those that tests beside this one migrate.
        const string OwnLocks = "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
            + "WHERE locktype = 'advisory' AND datname = current_database()";
        (await ExecuteAsync(direct, OwnLocks)).ShouldBe(0L);
        (await ExecuteAsync(direct, "SELECT count(*) FROM data_protection_keys")).ShouldBe(1L);
    }

    private static async Task<object?> ExecuteAsync(string store, string sql)
    {
        await using var connection = new NpgsqlConnection($"{store};Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
