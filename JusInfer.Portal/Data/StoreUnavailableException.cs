using Npgsql;

namespace JusInfer.Portal.Data;

/// <summary>
/// The store cannot be used at startup. The message names the store, the cause and the setting to check, without passwords.
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
            + $"{cause.Message} Check ConnectionStrings:Store (environment variable ConnectionStrings__Store) "
            + "and that the server is running.";
    }
}
