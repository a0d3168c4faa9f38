using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace JusInfer.Portal.Data.Sqlite;

/// <summary>
/// Configures each connection when it opens. Writers do not block readers (WAL). A commit survives the end of the process and is on disk
/// after the next checkpoint (NORMAL). A writer waits up to 5 seconds for another one. Foreign keys are enforced.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    /// <summary>
    /// How long a statement waits for the lock. SQLite waits so long itself, and its .NET library tries again until the timeout of the
    /// command, of 30 seconds by default, is over.
    /// </summary>
    public const int BusySeconds = 5;

    private const string Pragmas = """
        PRAGMA busy_timeout = 5000;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        PRAGMA foreign_keys = ON;
        """;

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    // SQLite has no asynchronous calls.
    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
