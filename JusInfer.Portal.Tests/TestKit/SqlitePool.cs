using Microsoft.Data.Sqlite;

namespace JusInfer.Portal.Tests.TestKit;

/// <summary>The connections to a SQLite file that this process keeps open for the next use.</summary>
internal static class SqlitePool
{
    /// <summary>Closes those of one file. All pools belong to the process, also those that a test beside this one needs.</summary>
    public static void Close(string file)
    {
        using var pooled = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString);
        SqliteConnection.ClearPool(pooled);
    }
}
