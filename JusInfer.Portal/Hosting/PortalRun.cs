using JusInfer.Portal.Content;
using JusInfer.Portal.Data;
using Microsoft.Extensions.Options;

namespace JusInfer.Portal.Hosting;

/// <summary>Runs the process from its configuration's check to its end.</summary>
internal static class PortalRun
{
    private const int BadConfiguration = 78; // sysexits.h: EX_CONFIG

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

        await app.Services.GetRequiredService<StoreMigration>().MigrateAsync(CancellationToken.None);
        StartBanner.PrintOnceStarted(app);
        await app.RunAsync();
        return 0;
    }

    /// <summary>Every fault of every section, the catalog and the articles.</summary>
    public static IReadOnlyList<string> FaultsOf(IServiceProvider services)
    {
        var faults = new List<string>(services.GetRequiredService<StartupFaults>().All);
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
        }
        catch (OptionsValidationException fault)
        {
            faults.AddRange(fault.Failures);
        }
        catch (AggregateException several)
        {
            faults.AddRange(several.InnerExceptions.SelectMany(fault => (fault as OptionsValidationException)?.Failures ?? [fault.Message]));
        }

        try
        {
            ContentFolder.Read(services.GetRequiredService<IHostEnvironment>().ContentRootPath);
        }
        catch (InvalidContentException fault)
        {
            faults.AddRange(fault.Faults.Select(each => each.ToString() ?? ""));
        }

        return faults;
    }

    private static async Task TellAsync(IReadOnlyList<string> faults)
    {
        await Console.Error.WriteLineAsync($"JusInfer does not start: its configuration has {(faults.Count == 1 ? "a fault" : $"{faults.Count} faults")}.");
        foreach (var fault in faults) await Console.Error.WriteLineAsync($"  * {fault}");
    }
}
