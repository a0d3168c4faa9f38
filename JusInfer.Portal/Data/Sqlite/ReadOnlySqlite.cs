using Microsoft.Data.Sqlite;

namespace JusInfer.Portal.Data.Sqlite;

/// <summary>Connections that read the database file and create no file beside it.</summary>
internal static class ReadOnlySqlite
{
    /// <summary>Reads the file together with its log.</summary>
    public static SqliteConnection Connect(StoreOptions options) => Connect(options, "mode=ro");

    /// <summary>
    /// Reads the file alone, without its log and without locks, as one that nothing changes meanwhile
    /// (<see href="https://www.sqlite.org/uri.html#uriimmutable"/>).
    /// </summary>
    public static SqliteConnection ConnectToUnchanging(StoreOptions options) => Connect(options, "mode=ro&immutable=1");

    private static SqliteConnection Connect(StoreOptions options, string parameters)
    {
        var file = $"{new Uri(Path.GetFullPath(options.SqliteFile)).AbsoluteUri}?{parameters}";
        return new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
    }
}
