using JusInfer.Portal.Content;
using JusInfer.Portal.Data;

namespace JusInfer.Portal.Hosting;

/// <summary>Runs the process from its configuration's check to its end.</summary>
internal static class PortalRun
{
    private const int BadConfiguration = 78; // sysexits.h: EX_CONFIG
    private const int Unavailable = 69; // sysexits.h: EX_UNAVAILABLE

    /// <returns>The process's exit code: 0 after a clean stop.</returns>
    public static async Task<int> RunPortalAsync(this WebApplication app)
    {
        var faults = FaultsOf(app.Services);
        if (faults.Count > 0)
        {
            await TellAsync(faults);
            await app.DisposeAsync();
            return BadConfiguration;
        }

        if (await StoreFaultAsync(app.Services) is { } fault)
        {
            await TellAsync([fault]);
            await app.DisposeAsync();
            return Unavailable;
        }

        StartBanner.PrintOnceStarted(app);
        await app.RunAsync();
        return 0;
    }

    /// <summary>Every fault of the settings, the catalog and the articles.</summary>
    public static IReadOnlyList<string> FaultsOf(IServiceProvider services)
    {
        var faults = new List<string>(services.GetRequiredService<StartupFaults>().All);
        try
        {
            ContentFolder.Read(services.GetRequiredService<IHostEnvironment>().ContentRootPath);
        }
        catch (InvalidContentException fault)
        {
            faults.AddRange(fault.Errors.Select(each => each.ToString() ?? ""));
        }

        return faults;
    }

    private static async Task<string?> StoreFaultAsync(IServiceProvider services)
    {
        try
        {
            await services.GetRequiredService<StoreMigration>().MigrateAsync(CancellationToken.None);
            return null;
        }
        catch (StoreUnavailableException fault)
        {
            return fault.Message;
        }
    }

    private static async Task TellAsync(IReadOnlyList<string> faults)
    {
        await Console.Error.WriteLineAsync(
            $"JusInfer does not start: {(faults.Count == 1 ? "there is a fault" : $"there are {faults.Count} faults")} to mend.");
        foreach (var fault in faults) await Console.Error.WriteLineAsync($"  * {fault}");
    }
}
