using JusInfer.Portal.Data;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>A SQLite file in its own folder.</summary>
public sealed class SqliteStore : StoreFixture
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"jinf-sqlite-{Guid.NewGuid():N}");

    internal override StoreOptions Options => new(ConnectionString: null, folder);

    /// <summary>
    /// Data Protection reads its keys again in the background, where nothing can wait for it: SQLite's log comes back meanwhile.
    /// </summary>
    protected override Task RemoveAsync() => Eventually.TrueAsync(() =>
    {
        SqlitePool.Close(Options.SqliteFile);
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    });
}
