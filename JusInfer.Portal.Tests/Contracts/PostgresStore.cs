using JusInfer.Portal.Data;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>A database on the PostgreSQL server of the test run. It is deleted with the server.</summary>
public sealed class PostgresStore(PostgresCluster cluster) : StoreFixture
{
    private string? connectionString;

    public override string? Missing => cluster.IsInstalled ? null : PostgresCluster.NotInstalled;

    internal override StoreOptions Options => new(connectionString, Path: "");

    protected override async Task CreateAsync() => connectionString = await cluster.NewDatabaseAsync();
}
