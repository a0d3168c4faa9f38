using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace JusInfer.Portal.Data.Sqlite;

/// <summary>
/// Prepares each connection as it opens: a writer does not block readers (WAL), a commit survives a killed process and is synced with the
/// next checkpoint (NORMAL), a second writer waits up to five seconds for the first, and references hold.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
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

    // SQLite has no asynchronous calls: awaiting would only add a state machine.
    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
