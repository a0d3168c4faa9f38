using JusInfer.Portal.Data.Migrations;
using Npgsql;

namespace JusInfer.Portal.Data;

/// <summary>The database is not one that this version can use. Nothing in it was changed. The message says what to do.</summary>
internal sealed class IncompatibleStoreException(StoreOptions options, StoreState state, StoreHistory history, Version program)
    : Exception($"{Place(options)} {Describe(options, state, history, program)}")
{
    public StoreState State => state;

    private static string Place(StoreOptions options)
    {
        if (!options.IsShared) return $"The SQLite file '{options.SqliteFile}'";
        var server = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        return $"The database '{server.Database}' on PostgreSQL server '{server.Host}', port {server.Port},";
    }

    private static string Describe(StoreOptions options, StoreState state, StoreHistory history, Version program) => state switch
    {
        StoreState.TooOld =>
            "was created before version 1.0.0 and cannot be updated by this version: start build 36b2016a with it once, and then this version.",
        StoreState.TooNew =>
            $"was updated by a newer version and {(history.Minimum is { } minimum ? $"needs version {minimum.ToString(3)} or newer" : "does not work with older ones")}: "
            + $"this is version {program.ToString(3)}, so start the newer one.",
        StoreState.BetweenReleases =>
            "was updated by a build between two releases, whose changes this version does not have: use that build, or a backup from before it.",
        _ => $"has tables that are not those of JusInfer: name an empty database in {(options.IsShared ? "ConnectionStrings:Store" : "Store:Path")}.",
    };
}
