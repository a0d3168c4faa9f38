using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Tests.Gateway;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>Pages whose browser left without a word: a lid that was closed, a lost network.</summary>
public sealed class LeftPagesTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IServiceProvider Services => gateway.Portal.Services;

    /// <summary>
    /// If a call times out first, a page that leads to the sign-in form because its session has ended logs a failed navigation and an
    /// unhandled exception: dotnet/aspnetcore#45267. After the end of the circuit ASP.NET Core logs neither.
    /// </summary>
    [Fact]
    public void Calls_to_their_browser_do_not_time_out_before_their_circuit_ends()
    {
        var circuits = Services.GetRequiredService<IOptions<CircuitOptions>>().Value;
        var noticed = Services.GetRequiredService<IOptions<HubOptions>>().Value.ClientTimeoutInterval ?? TimeSpan.FromSeconds(30);

        circuits.JSInteropDefaultCallTimeout.ShouldBeGreaterThan(noticed + circuits.DisconnectedCircuitRetentionPeriod);
    }

    [Fact]
    public async Task A_commit_that_they_no_longer_wait_for_is_no_error()
    {
        await using var db = await Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(Token);
        await using var transaction = await db.Database.BeginTransactionAsync(Token);
        using var left = new CancellationTokenSource();
        await left.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => transaction.CommitAsync(left.Token));

        gateway.Portal.Logs.Lines.ShouldNotContain(static line =>
            line.StartsWith("Microsoft.EntityFrameworkCore.Database.Transaction Error", StringComparison.Ordinal));
    }
}
