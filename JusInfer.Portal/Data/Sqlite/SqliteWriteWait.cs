using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace JusInfer.Portal.Data.Sqlite;

/// <summary>
/// Waits for SQLite's write lock before a write begins, without a thread: SQLite itself would keep the thread until another program
/// releases the lock, and a few writes would stop all that reads. What is written without the lock after five seconds fails.
/// </summary>
internal sealed class SqliteWriteWait : IDbTransactionInterceptor, IDbCommandInterceptor
{
    private const int MillisecondsPerSecond = 1000;

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(SqlitePragmas.BusySeconds);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(20);

    public async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result,
        CancellationToken cancellationToken = default)
    {
        await WaitAsync((SqliteConnection)connection, cancellationToken);
        return result;
    }

    public async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (NeedsLock(command)) await WaitAsync((SqliteConnection)command.Connection!, cancellationToken);
        return result;
    }

    public async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        if (NeedsLock(command)) await WaitAsync((SqliteConnection)command.Connection!, cancellationToken);
        return result;
    }

    /// <summary>Every transaction begins with the lock, so that only writes without one need it.</summary>
    private static bool NeedsLock(DbCommand command)
    {
        if (command.Transaction is not null) return false;
        var text = command.CommandText.AsSpan().TrimStart();
        return text.StartsWith("INSERT") || text.StartsWith("UPDATE") || text.StartsWith("DELETE");
    }

    private static async ValueTask WaitAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        if (IsFree(connection)) return;
        var waitsSince = Stopwatch.GetTimestamp();
        do
        {
            if (Stopwatch.GetElapsedTime(waitsSince) >= MaxWait)
                throw new SqliteException("Another program has locked the database.", raw.SQLITE_BUSY);
            await Task.Delay(RetryDelay, cancellationToken);
        }
        while (!IsFree(connection));
    }

    /// <summary>Takes the lock and releases it. The write that follows waits for it itself if another one is faster.</summary>
    private static bool IsFree(SqliteConnection connection)
    {
        if (connection.Handle is not { } database) return true;
        raw.sqlite3_busy_timeout(database, 0);
        try
        {
            var result = raw.sqlite3_exec(database, "BEGIN IMMEDIATE");
            if (result == raw.SQLITE_OK) raw.sqlite3_exec(database, "ROLLBACK");
            return result is not (raw.SQLITE_BUSY or raw.SQLITE_LOCKED);
        }
        finally
        {
            raw.sqlite3_busy_timeout(database, SqlitePragmas.BusySeconds * MillisecondsPerSecond);
        }
    }
}
