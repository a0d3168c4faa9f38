using JusInfer.Portal.Data;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>A SQLite file in its own folder.</summary>
public sealed class SqliteStore : StoreFixture
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"jinf-sqlite-{Guid.NewGuid():N}");

    internal override StoreOptions Options => new(ConnectionString: null, folder);

    protected override Task RemoveAsync()
    {
        SqlitePool.Close(Options.SqliteFile);
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }
}
