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

    /// <summary>Whether the store takes no writes: it is full, or a replica, as after a failover that connections have outlived.</summary>
    public static bool RefusesWrites(Exception fault) => fault switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL or raw.SQLITE_READONLY } => true,
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.DiskFull } => true,
        _ => fault.InnerException is { } cause && RefusesWrites(cause),
    };

    /// <summary>
    /// Whether the fault says that nothing was stored. If the connection is lost, the change may have been committed before.
    /// </summary>
    public static bool ChangedNothing(Exception fault) => RefusesWrites(fault) || IsLock(fault);

    /// <summary>
    /// Whether the same request may succeed later: another program has the lock, the server cannot be reached, or it takes no writes. Other
    /// faults are those of the program.
    /// </summary>
    public static bool IsTemporary(Exception fault) => ChangedNothing(fault) || fault switch
    {
        // The server ends the connection, or accepts none.
        PostgresException { InvariantSeverity: "FATAL" or "PANIC" } => true,
        NpgsqlException { IsTransient: true } => true,
        NodeTakenOverException or StoreTimeoutException => true,
        _ => fault.InnerException is { } cause && IsTemporary(cause),
    };

    private static bool IsLock(Exception fault) =>
        fault is SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } || (fault.InnerException is { } cause && IsLock(cause));
}
