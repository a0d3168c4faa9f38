using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Invoice;

/// <summary>Three nodes on one PostgreSQL database; none where PostgreSQL is not installed.</summary>
public sealed class SharedInvoiceHost(PostgresCluster cluster) : InvoiceHost
{
    public override async ValueTask InitializeAsync()
    {
        if (cluster.IsInstalled) await StartAsync(count: 3, await cluster.NewDatabaseAsync());
    }
}
