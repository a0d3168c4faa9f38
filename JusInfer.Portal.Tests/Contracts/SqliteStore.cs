using JusInfer.Portal.Data;
using Microsoft.Data.Sqlite;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>A SQLite file in its own folder.</summary>
public sealed class SqliteStore : StoreFixture
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"jinf-sqlite-{Guid.NewGuid():N}");

    internal override StoreOptions Options => new(ConnectionString: null, folder);

    protected override Task RemoveAsync()
    {
        using (var file = new SqliteConnection($"Data Source={Options.SqliteFile}")) SqliteConnection.ClearPool(file);
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }
}
