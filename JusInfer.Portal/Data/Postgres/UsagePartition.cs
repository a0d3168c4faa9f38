using System.Globalization;
using JusInfer.Portal.Data.Model.Tables;
using JusInfer.Portal.Data.Stores;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>The partition of the calls whose ids have a time in one month (UTC).</summary>
/// <param name="Start">The start of the month.</param>
internal readonly record struct UsagePartition(DateTimeOffset Start)
{
    /// <summary>A regular expression of the names of the monthly partitions.</summary>
    public const string NamePattern = $"^{UsageRequestsTable.Name}_[0-9]{{4}}_[0-9]{{2}}$";

    /// <summary>
    /// The migration has created one partition for all ids before these months and one for all after them, so that an id with a wrong time,
    /// from a clock that was not set, is stored as well.
    /// </summary>
    private static readonly DateTimeOffset First = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset End = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The months sort by their names as well.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{UsageRequestsTable.Name}_{Start:yyyy_MM}");

    /// <summary>Creates the partition beside the table and attaches it, so that calls can be read and stored meanwhile.</summary>
    public string CreateSql => $"""
        CREATE TABLE {Name} (LIKE {UsageRequestsTable.Name} INCLUDING DEFAULTS);
        ALTER TABLE {UsageRequestsTable.Name} ATTACH PARTITION {Name}
            FOR VALUES FROM ('{RequestIdRange.LowestAt(Start).Value}') TO ('{RequestIdRange.LowestAt(Start.AddMonths(1)).Value}');
        """;

    /// <summary>Drops a partition by its name. Names cannot be parameters; this one comes from the database and matches the pattern.</summary>
    public static string DropSql(string name) => $"DROP TABLE IF EXISTS {name}";

    /// <summary>The partition of the month of a time; null for times that have no partition of their month.</summary>
    public static UsagePartition? From(DateTimeOffset time) => time >= First && time < End ? new UsagePartition(UtcMonth.Of(time)) : null;
}
