using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace JusInfer.Portal.Data.Sqlite;

/// <summary>
/// Tells whether the path of the database still leads to the file that the server opened. After <c>mv</c> or <c>rm</c>, open connections go
/// on with the former file, whose changes the next start does not see. A new connection would open the file that took its place and apply
/// the log of the former one to it, or delete that log.
/// </summary>
/// <remarks>
/// SQLite compares the file of a connection with the path itself, without opening it (see <see cref="SqliteFileStamp"/>). The connection
/// reads nothing, so that it has no locks and does not count as a user of the log. On Windows, an open file can be neither renamed nor
/// deleted, and SQLite does not answer.
/// </remarks>
internal sealed class OpenedSqliteFile(StoreOptions options) : IDisposable
{
    /// <summary><c>SQLITE_FCNTL_HAS_MOVED</c>.</summary>
    private const int HasMovedQuestion = 20;

    private readonly Lock turn = new();
    private SqliteConnection? connection;

    /// <summary>Opens the file, which is the one of this server from now on. Without it, such as in a command, none is.</summary>
    public void Open()
    {
        var file = new SqliteConnectionStringBuilder
        {
            DataSource = options.SqliteFile,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        };
        lock (turn)
        {
            connection ??= new SqliteConnection(file.ConnectionString);
            connection.Open();
        }
    }

    /// <summary>Whether another file, or none, is at the path now. It costs one <c>stat</c>.</summary>
    public bool HasMoved()
    {
        lock (turn)
        {
            return connection?.Handle is { } database
                && Ask(database.DangerousGetHandle(), database: null, HasMovedQuestion, out var answer) == raw.SQLITE_OK
                && answer != 0;
        }
    }

    public void Dispose()
    {
        lock (turn)
        {
            connection?.Dispose();
            connection = null;
        }
    }

    /// <summary>SQLitePCLRaw has no function for it.</summary>
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Ask(nint connection, [MarshalAs(UnmanagedType.LPUTF8Str)] string? database, int question, out int answer);
}
