using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Npgsql;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>A node that was taken over stops with an exit code after which its supervisor starts it again.</summary>
[Slow]
public sealed class OwnStopOnPostgres(PostgresCluster cluster)
{
    [Fact]
    public async Task A_node_that_was_taken_over_exits_with_1()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        var store = await cluster.NewDatabaseAsync();
        var catalog = new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]);
        await using var node = new PortalNode(catalog, ("ConnectionStrings:Store", store));
        var (process, _) = await node.StartAsync();

        await using var connection = new NpgsqlConnection($"{store};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var end = new NpgsqlCommand("UPDATE nodes SET ended_at = now()", connection);
        (await end.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)).ShouldBe(1);

        (await process.WaitForExitAsync()).ShouldBe(1, process.Output);
    }
}
