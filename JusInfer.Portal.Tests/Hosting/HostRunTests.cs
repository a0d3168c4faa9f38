using JusInfer.Portal.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>A process that stops by itself reports a failure, so that its supervisor starts it again: dotnet/runtime#67146.</summary>
public sealed class HostRunTests
{
    [Fact]
    public async Task A_host_whose_background_service_fails_exits_with_1()
    {
        using var host = Build(static services => services.AddHostedService<FailingService>());

        (await host.RunToExitCodeAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_host_that_stops_itself_exits_with_1()
    {
        using var host = Build(static services => services.AddHostedService<StoppingService>());

        (await host.RunToExitCodeAsync()).ShouldBe(1);
    }

    private static IHost Build(Action<IServiceCollection> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        configure(builder.Services);
        return builder.Build();
    }

    /// <summary>Fails after the host has started, which the host logs and does not throw.</summary>
    private sealed class FailingService(IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task;
            throw new InvalidOperationException("A fault of the program.");
        }
    }

    private sealed class StoppingService(IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            lifetime.ApplicationStarted.Register(lifetime.StopApplication);
            return Task.CompletedTask;
        }
    }
}
