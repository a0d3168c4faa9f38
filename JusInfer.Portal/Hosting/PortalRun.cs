using JusInfer.Portal.Accounts;
using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Content;
using JusInfer.Portal.Data;
using JusInfer.Portal.Data.KeyRing;
using JusInfer.Portal.Data.Postgres;
using JusInfer.Portal.Data.Sqlite;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Hosting;

/// <summary>Checks the configuration, migrates the store and runs the process.</summary>
internal static class PortalRun
{
    /// <returns>The exit code: 0 after a stop that was asked for.</returns>
    public static async Task<int> RunPortalAsync(this WebApplication app)
    {
        var errors = FindErrors(app.Services);
        if (errors.Count > 0)
        {
            await PrintAsync(errors);
            await app.DisposeAsync();
            return ExitCodes.Configuration;
        }

        try
        {
            using var turn = await LockStoreAsync(app.Services);
            return await MigrateAndRunAsync(app);
        }
        catch (StoreUnavailableException error)
        {
            await PrintAsync([error.Message]);
            await app.DisposeAsync();
            return ExitCodes.Unavailable;
        }
    }

    /// <summary>Makes this process the only server of a SQLite file, until it ends.</summary>
    private static async Task<SqliteFileLock?> LockStoreAsync(IServiceProvider services)
    {
        var options = services.GetRequiredService<StoreOptions>();
        if (options.IsShared) return null;
        return await SqliteFileLock.TakeAsync(options, services.GetRequiredService<TimeProvider>(), CancellationToken.None);
    }

    private static async Task<int> MigrateAndRunAsync(WebApplication app)
    {
        if (await MigrateStoreAsync(app.Services) is var (error, exitCode))
        {
            await PrintAsync([error]);
            await app.DisposeAsync();
            return exitCode;
        }

        var setupToken = await app.Services.GetRequiredService<SetupToken>().IssueAsync(CancellationToken.None);
        StartupBanner.PrintOnceStarted(app, setupToken);
        var watch = app.Services.GetService<SqliteFileWatch>();
        try
        {
            exitCode = await app.RunToExitCodeAsync();
            return exitCode == ExitCodes.Stopped && watch is { HasStoppedServer: true } ? ExitCodes.Unavailable : exitCode;
        }
        catch (CopiedJournalException copied)
        {
            await PrintAsync([copied.Message]);
            return ExitCodes.Configuration;
        }
        catch (JournalNotOwnedException foreign)
        {
            await PrintAsync([foreign.Message]);
            return ExitCodes.Unavailable;
        }
        catch (Exception fault) when (ListenException.FindIn(fault) is { } listening)
        {
            await PrintAsync([listening.Description]);
            return listening.ExitCode;
        }
    }

    /// <summary>Every error in the settings, the catalog and the articles.</summary>
    public static IReadOnlyList<string> FindErrors(IServiceProvider services)
    {
        var errors = new List<string>(services.GetRequiredService<StartupErrors>().All);
        try
        {
            _ = services.GetRequiredService<FirstContent>().Content;
        }
        catch (InvalidContentException error)
        {
            errors.AddRange(error.Errors.Select(each => each.ToString() ?? ""));
        }

        return errors;
    }

    /// <returns>The error and the exit code; null after success.</returns>
    private static async Task<(string Error, int ExitCode)?> MigrateStoreAsync(IServiceProvider services)
    {
        try
        {
            await services.GetRequiredService<StoreMigration>().MigrateAsync(CancellationToken.None);
            return null;
        }
        catch (StoreUnavailableException error)
        {
            return (error.Message, ExitCodes.Unavailable);
        }
        catch (Exception error) when (error is UnreadableKeysException or IncompatibleStoreException or UnsupportedEncodingException)
        {
            return (error.Message, ExitCodes.Configuration);
        }
    }

    public static async Task PrintAsync(IReadOnlyList<string> errors)
    {
        await Console.Error.WriteLineAsync(
            $"JusInfer cannot start. Fix {(errors.Count == 1 ? "this error" : $"these {errors.Count} errors")}:");
        foreach (var error in errors) await Console.Error.WriteLineAsync($"  * {error}");
    }
}
