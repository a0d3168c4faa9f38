using Npgsql;

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
            return $"The SQLite file '{options.SqliteFile}' cannot be used: {cause.Message} "
                + "Set Store:Path (environment variable Store__Path) to a folder that the process can write to.";
        }

        var server = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        return $"The database '{server.Database}' on PostgreSQL server '{server.Host}', port {server.Port}, cannot be used: "
            + $"{(cause is PostgresException refused ? refused.MessageText + "." : cause.Message)} {AdviceOn(cause, server)}";
    }

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
