using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>A process that does not stop in time still ends without an exception, whose exit code would report a crash.</summary>
public sealed class StopTimeoutTests(PostgresCluster cluster)
{
    [Fact]
    public Task A_stop_on_SQLite_whose_time_is_over_is_not_an_error() => StopAsync();

    [Fact]
    [Slow]
    public async Task A_stop_on_PostgreSQL_whose_time_is_over_is_not_an_error()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        await StopAsync(("ConnectionStrings:Store", await cluster.NewDatabaseAsync()));
    }

    private static async Task StopAsync(params (string Key, string Value)[] settings)
    {
        await using var portal = await PortalHost.StartAsync(new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]), settings);
        foreach (var service in portal.Services.GetServices<IHostedService>().Reverse())
            await Should.NotThrowAsync(() => service.StopAsync(new CancellationToken(canceled: true)), service.GetType().Name);
    }
}
