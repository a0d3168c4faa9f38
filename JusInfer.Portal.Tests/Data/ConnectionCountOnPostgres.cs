using JusInfer.Portal.Cluster;
using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Postgres;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;
using StoreOptions = JusInfer.Portal.Data.StoreOptions;

namespace JusInfer.Portal.Tests.Data;

/// <summary>The start says if all nodes together may open more connections than the server allows.</summary>
[Slow]
public sealed class ConnectionCountOnPostgres(PostgresCluster cluster)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The server of the tests allows 500, of which 3 are for superusers. A node needs one more than its pool has.</summary>
    [Theory]
    [InlineData(1, 496, null)]
    [InlineData(1, 497, "1 nodes may open 498 connections to PostgreSQL, which allows 497.")]
    [InlineData(3, 164, null)]
    [InlineData(3, 165, "3 nodes may open 498 connections to PostgreSQL, which allows 497.")]
    public async Task Too_few_connections_are_reported_with_what_to_change(int nodes, int pool, string? expected)
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        var store = new NpgsqlConnectionStringBuilder(await cluster.NewDatabaseAsync()) { MaxPoolSize = pool };
        await using var node = new StoreNode(new StoreOptions(store.ConnectionString, ""));
        for (var i = 0; i < nodes; i++) await node.Get<INodeStore>().AddAsync(Describe(), Cancellation);
        using var logs = new LogCapture();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(logs));

        var connections = new PostgresConnections(
            node.Get<StoreOptions>(), node.Get<IDbContextFactory<PortalDbContext>>(), node.Get<INodeStore>(),
            factory.CreateLogger<PostgresConnections>());
        await connections.StartAsync(Cancellation);

        if (expected is null) logs.Lines.ShouldBeEmpty();
        else logs.Lines.ShouldHaveSingleItem().ShouldContain(expected);
        logs.Lines.ShouldAllBe(static line => line.Contains("Maximum Pool Size") && line.Contains("max_connections"));
    }

    private static NodeDescription Describe() => new()
    {
        Node = LeaseNode.New(),
        Host = "a host",
        Journal = "/a/journal",
        Release = "1.0.0",
        Catalog = "1",
        CopiesIntents = false,
    };
}
