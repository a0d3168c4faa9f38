using System.Runtime.InteropServices;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Runs a host until it stops, and tells a stop that was asked for from one of its own. The host itself ends both in the same way, also
/// after a background service has failed, and a supervisor that restarts on failures would leave the process down.
/// </summary>
internal static class HostRun
{
    private static readonly PosixSignal[] StopSignals = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT];

    /// <returns>The exit code: 0 after a signal that asks for a stop, otherwise <see cref="ExitCodes.Stopped"/>.</returns>
    public static async Task<int> RunToExitCodeAsync(this IHost host)
    {
        var isAskedFor = 0;
        var registrations = Array.ConvertAll(
            StopSignals, signal => PosixSignalRegistration.Create(signal, _ => Volatile.Write(ref isAskedFor, 1)));
        try
        {
            await StartAsync(host);
            await host.WaitForShutdownAsync();
        }
        finally
        {
            await DisposeAsync(host);
            foreach (var registration in registrations) registration.Dispose();
        }

        return Volatile.Read(ref isAskedFor) == 1 ? 0 : ExitCodes.Stopped;
    }

    private static async Task StartAsync(IHost host)
    {
        try
        {
            await host.StartAsync();
        }
        catch
        {
            // The host only disposes what has started before. Background services would then fail, and be logged as the cause:
            // aspnet/Hosting#1416.
            await host.StopAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private static async ValueTask DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        else host.Dispose();
    }
}
