using JusInfer.Portal.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>
/// The store of a host at its start. A SQLite file is the copy of one that was migrated once, because all migrations cost each host 0.1 s of CPU. The
/// tests of migrations run them.
/// </summary>
internal static class EmptyStore
{
    private static readonly Lazy<Task<byte[]>> Migrated = new(MigrateAsync);

    public static async Task CreateAsync(IServiceProvider services)
    {
        var options = services.GetRequiredService<StoreOptions>();
        if (options.IsShared || File.Exists(options.SqliteFile))
        {
            await services.GetRequiredService<StoreMigration>().MigrateAsync(CancellationToken.None);
            return;
        }

        Directory.CreateDirectory(options.Path);
        await File.WriteAllBytesAsync(options.SqliteFile, await Migrated.Value);
    }

    /// <summary>Runs the migrations of the product.</summary>
    public static async Task MigrateAsync(StoreOptions options)
    {
        await using var services = new ServiceCollection().AddLogging(static logging => logging.ClearProviders()).AddData(options).BuildServiceProvider();
        await services.GetRequiredService<StoreMigration>().MigrateAsync(CancellationToken.None);
    }

    private static async Task<byte[]> MigrateAsync()
    {
        var folder = Directory.CreateTempSubdirectory("jusinfer-empty-");
        var options = new StoreOptions(null, folder.FullName);
        await MigrateAsync(options);

        // The last connection that closes moves the write-ahead log into the file.
        SqlitePool.Close(options.SqliteFile);
        var file = await File.ReadAllBytesAsync(options.SqliteFile);
        folder.Delete(recursive: true);
        return file;
    }
}
