using System.Data.Common;

namespace JusInfer.Portal.Data.Migrations;

/// <summary>What a database says about the migrations that it has had.</summary>
/// <param name="Tables">The names of its tables.</param>
/// <param name="Applied">The ids of its migrations.</param>
/// <param name="Minimum">The lowest version that works with it; null if every version does.</param>
internal sealed record StoreHistory(IReadOnlyCollection<string> Tables, IReadOnlyCollection<string> Applied, Version? Minimum)
{
    /// <summary>The table in which EF Core records migrations.</summary>
    public const string Table = "__EFMigrationsHistory";

    /// <summary>The first migration of the time before the first release, without the time in its id, which differs between databases.</summary>
    private const string FirstName = "_Initial";

    private const string EarliestId = "20261120";

    public static StoreHistory None { get; } = new([], [], null);

    /// <summary>Reads the history and changes nothing.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="tablesSql">A query of the names of all tables.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public static async Task<StoreHistory> ReadAsync(DbConnection connection, string tablesSql, CancellationToken cancellationToken)
    {
        var tables = await ReadTextsAsync(connection, tablesSql, cancellationToken);
        var applied = tables.Contains(Table)
            ? await ReadTextsAsync(connection, $"SELECT \"MigrationId\" FROM \"{Table}\"", cancellationToken)
            : [];
        var minimum = tables.Contains(MinimumVersion.Table)
            ? await ReadTextsAsync(connection, $"SELECT minimum_version FROM {MinimumVersion.Table}", cancellationToken)
            : [];
        return new StoreHistory(tables, applied, minimum.Count == 0 ? null : minimum.Max(Version.Parse));
    }

    /// <summary>Compares the history with a program.</summary>
    /// <param name="known">The ids of the migrations of the program, in order.</param>
    /// <param name="program">The version of the program.</param>
    public StoreState StateFor(IReadOnlyList<string> known, Version program)
    {
        if (Applied.Count == 0) return Tables.All(IsOfEntityFramework) ? StoreState.Outdated : StoreState.Foreign;
        if (!Applied.Contains(known[0])) return Applied.Any(IsFromBeforeFirstRelease) ? StoreState.TooOld : StoreState.Foreign;

        var hasUnknown = Applied.Any(id => string.CompareOrdinal(id, known[0]) > 0 && !known.Contains(id));
        var isOutdated = known.Any(id => !Applied.Contains(id));
        return (hasUnknown, isOutdated) switch
        {
            (true, true) => StoreState.BetweenReleases,
            (true, false) => Minimum is not null && Minimum <= program ? StoreState.Newer : StoreState.TooNew,
            (false, true) => StoreState.Outdated,
            (false, false) => StoreState.Current,
        };
    }

    /// <summary>A process that is killed during the first migration leaves EF Core's own tables.</summary>
    private static bool IsOfEntityFramework(string table) => table.StartsWith("__EF", StringComparison.Ordinal);

    private static bool IsFromBeforeFirstRelease(string id) =>
        id.StartsWith(EarliestId, StringComparison.Ordinal) && id.EndsWith(FirstName, StringComparison.Ordinal);

    private static async Task<HashSet<string>> ReadTextsAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // all texts are constants
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        HashSet<string> texts = [];
        while (await reader.ReadAsync(cancellationToken)) texts.Add(reader.GetString(0));
        return texts;
    }
}

/// <summary>Whether a program can use a store.</summary>
internal enum StoreState
{
    /// <summary>The store has exactly the migrations of the program.</summary>
    Current,

    /// <summary>The store is empty or lacks the newest migrations of the program.</summary>
    Outdated,

    /// <summary>A newer version has migrated the store, which this version can still use.</summary>
    Newer,

    /// <summary>A newer version has migrated the store, which this version can no longer use.</summary>
    TooNew,

    /// <summary>The store is from before the first release, and lacks migrations that this version no longer has.</summary>
    TooOld,

    /// <summary>The store has had a migration that was changed before its release.</summary>
    BetweenReleases,

    /// <summary>The database has tables that are not those of JusInfer.</summary>
    Foreign,
}
