using Microsoft.EntityFrameworkCore.Migrations;

namespace JusInfer.Portal.Data.Migrations;

/// <summary>
/// The lowest version of the program that works with the store, as its newest migration wrote it. With it, a node of an older version can use a store
/// that a node of a newer version has migrated, while nodes are updated or set back one by one. The first migration writes none: every version works with it.
/// </summary>
internal static class MinimumVersion
{
    public const string Table = "store_version";

    /// <summary>Every migration after the first calls this, as its last step.</summary>
    /// <param name="migration">The migration.</param>
    /// <param name="version">Major, minor and patch, such as <c>1.0.0</c>.</param>
    public static void WriteMinimumVersion(this MigrationBuilder migration, Version version) => migration.Sql(SqlOf(version));

    public static string SqlOf(Version version) => $"""
        CREATE TABLE IF NOT EXISTS {Table} (minimum_version text NOT NULL);
        DELETE FROM {Table};
        INSERT INTO {Table} (minimum_version) VALUES ('{version.ToString(3)}');
        """;
}
