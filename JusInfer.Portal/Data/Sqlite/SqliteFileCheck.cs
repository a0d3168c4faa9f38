using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace JusInfer.Portal.Data.Sqlite;

/// <summary>
/// Refuses connections once the database file was replaced: an answer that says that something was stored would be wrong after the next
/// start, and a new connection could damage the new file. A caller gets 503 until the server has stopped.
/// </summary>
internal sealed class SqliteFileCheck(OpenedSqliteFile file) : DbConnectionInterceptor
{
    public override InterceptionResult ConnectionOpening(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
        file.HasMoved()
            ? throw new SqliteException("The database file was replaced.", raw.SQLITE_READONLY, raw.SQLITE_READONLY_DBMOVED)
            : result;

    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(ConnectionOpening(connection, eventData, result));
}
