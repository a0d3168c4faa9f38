using JusInfer.Portal.Data.Sqlite;
using JusInfer.Portal.Primitives.Files;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace JusInfer.Portal.Data;

/// <summary>
/// The store cannot be used at startup. The message names the store, the cause and what to do, without passwords.
/// </summary>
internal sealed class StoreUnavailableException(StoreOptions options, Exception cause) : Exception(Describe(options, cause), cause)
{
    private static string Describe(StoreOptions options, Exception cause)
    {
        if (!options.IsShared)
        {
            return $"The SQLite file '{options.SqliteFile}' cannot be used: {cause.Message} {AdviceOn(cause, options.SqliteFile)}";
        }

        var server = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        return $"The database '{server.Database}' on PostgreSQL server '{server.Host}', port {server.Port}, cannot be used: "
            + $"{(cause is PostgresException refused ? refused.MessageText + "." : cause.Message)} {AdviceOn(cause, server)}";
    }

    /// <summary>Whether the SQLite file is damaged, or no database.</summary>
    public static bool IsDamage(Exception cause) => cause is SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB };

    private static string AdviceOn(Exception cause, string file) => cause switch
    {
        _ when IsDamage(cause) =>
            "The file is damaged. Keep it with its -wal and -shm files, and restore a backup as the page Operations says "
            + "(/docs/operations/#back-up).",
        SqliteFileInUseException =>
            "Stop that server, or give this one a folder of its own in Store:Path (environment variable Store__Path). Several nodes share "
            + "a PostgreSQL database, ConnectionStrings:Store.",
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL } => "Free space on the disk, and start again.",
        SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } =>
            "Another program is changing it. End that program, and start again.",
        UnauthorizedAccessException or SqliteException { SqliteErrorCode: raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM }
            when File.Exists(file) => PrivateFiles.AdviceOn(file + "*"),
        _ => "Set Store:Path (environment variable Store__Path) to a folder that the process can write to.",
    };

    private static string AdviceOn(Exception cause, NpgsqlConnectionStringBuilder server) => (cause as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.InsufficientPrivilege =>
            $"JusInfer creates and changes its own tables. Make the user '{server.Username}' the owner: "
            + $"ALTER DATABASE \"{server.Database}\" OWNER TO \"{server.Username}\". If the database does not exist yet, create it for this user.",
        PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory => "Free space on the server, and start again.",
        PostgresErrorCodes.TooManyConnections =>
            "Raise max_connections of the server or the user's connection limit, or lower 'Maximum Pool Size' in ConnectionStrings:Store.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "The server accepts no writes. Name the primary in ConnectionStrings:Store, not a replica.",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            "Check the user and the password in ConnectionStrings:Store (environment variable ConnectionStrings__Store).",
        _ => "Check ConnectionStrings:Store (environment variable ConnectionStrings__Store) and that the server is running.",
    };
}
