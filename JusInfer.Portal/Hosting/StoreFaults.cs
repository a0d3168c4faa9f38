using System.Data.Common;
using JusInfer.Portal.Cluster;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Recognizes exceptions that mean that the store cannot be used now. EF Core wraps the exceptions of the database's driver.
/// </summary>
internal static class StoreFaults
{
    /// <summary>After this time, a client may try again.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    /// <summary>Whether any fault of the store caused it.</summary>
    public static bool IsOfStore(Exception fault) =>
        fault is DbException or NodeTakenOverException or StoreTimeoutException || (fault.InnerException is { } cause && IsOfStore(cause));

    /// <summary>
    /// Whether the same request may succeed later: another program has the lock, or the server cannot be reached. Other faults are those of
    /// the program.
    /// </summary>
    public static bool IsTemporary(Exception fault) => fault switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } => true,

        // The server ends the connection, or accepts none.
        PostgresException { InvariantSeverity: "FATAL" or "PANIC" } => true,
        NpgsqlException { IsTransient: true } => true,
        NodeTakenOverException or StoreTimeoutException => true,
        _ => fault.InnerException is { } cause && IsTemporary(cause),
    };
}
