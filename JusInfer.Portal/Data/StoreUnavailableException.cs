using Npgsql;

namespace JusInfer.Portal.Data;

/// <summary>The start cannot go on without the store: says which one, why, and which setting to look at. Passwords are left out.</summary>
internal sealed class StoreUnavailableException(StoreOptions options, Exception cause) : Exception(Describe(options, cause), cause)
{
    private static string Describe(StoreOptions options, Exception cause)
    {
        if (!options.IsShared)
        {
            return $"The store's file '{options.SqliteFile}' cannot be used: {cause.Message} "
                + "Let Store:Path (environment: Store__Path) name a folder that this user may write to.";
        }

        var server = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        return $"The store's database '{server.Database}' on PostgreSQL server '{server.Host}', port {server.Port}, cannot be used: "
            + $"{cause.Message} Check ConnectionStrings:Store (environment: ConnectionStrings__Store) and that the server runs.";
    }
}
