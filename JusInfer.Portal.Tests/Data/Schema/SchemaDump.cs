using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using StoreOptions = JusInfer.Portal.Data.StoreOptions;

namespace JusInfer.Portal.Tests.Data.Schema;

/// <summary>
/// The schema of a database as lines of text, read from the catalog of the database: tables with their columns in order, types, defaults,
/// constraints, indexes with their conditions, partitions and triggers. It does not depend on the statements that created it.
/// </summary>
internal static class SchemaDump
{
    /// <summary>One row per line of the dump. EF Core's own tables are left out.</summary>
    private const string Sqlite = """
        WITH tables AS (
            SELECT m.name, m.sql, l.wr, l.strict FROM sqlite_schema AS m JOIN pragma_table_list AS l ON l.name = m.name AND l.schema = 'main'
            WHERE m.type = 'table' AND m.name NOT LIKE '\_\_EF%' ESCAPE '\' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\')
        SELECT line FROM (
            SELECT name AS table_name, 0 AS part, '' AS detail, 0 AS position,
                'table ' || name || iif(wr, ' without rowid', '') || iif(strict, ' strict', '') || iif(sql LIKE '%AUTOINCREMENT%', ' autoincrement', '')
                    || iif(sql LIKE '%CHECK%', ' check', '') || iif(sql LIKE '%COLLATE%', ' collate', '') AS line FROM tables
            UNION ALL
            SELECT t.name, 1, '', c.cid, '  ' || c.name || ' ' || c.type || iif(c."notnull", ' not null', '') || iif(c.pk, ' key ' || c.pk, '')
                || coalesce(' default ' || c.dflt_value, '') || iif(c.hidden, ' hidden ' || c.hidden, '')
                FROM tables AS t, pragma_table_xinfo(t.name) AS c
            UNION ALL
            SELECT t.name, 2, f."from", f.seq, '  foreign key ' || f."from" || ' -> ' || f."table" || '.' || f."to" || ' update ' || f.on_update || ' delete ' || f.on_delete
                FROM tables AS t, pragma_foreign_key_list(t.name) AS f
            UNION ALL
            SELECT t.name, 3, i.name, 0, '  ' || iif(i."unique", 'unique ', '') || 'index ' || iif(i.name LIKE 'sqlite_autoindex%', 'automatic', i.name) || ' (' ||
                (SELECT group_concat(coalesce(x.name, 'expression') || iif(x."desc", ' desc', '') || iif(x.coll = 'BINARY', '', ' collate ' || x.coll), ', ')
                    FROM (SELECT * FROM pragma_index_xinfo(i.name) WHERE key ORDER BY seqno) AS x) || ')'
                || iif(i.partial, ' ' || (SELECT substr(sql, instr(sql, 'WHERE')) FROM sqlite_schema WHERE type = 'index' AND name = i.name), '')
                FROM tables AS t, pragma_index_list(t.name) AS i
            UNION ALL
            SELECT tbl_name, 4, name, 0, '  ' || type || ' ' || name || ': ' || sql FROM sqlite_schema WHERE type IN ('trigger', 'view'))
        ORDER BY table_name, part, detail, position
        """;

    /// <summary>Monthly partitions depend on the present month; only their number is shown.</summary>
    private const string Postgres = """
        WITH tables AS (
            SELECT c.* FROM pg_class AS c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S') AND NOT relispartition AND relname NOT LIKE '\_\_EF%')
        SELECT line FROM (
            SELECT relname::text COLLATE "C" AS table_name, 0 AS part, '' COLLATE "C" AS detail, 0 AS position,
                concat_ws(' ', CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' ELSE 'table' END, relname,
                    CASE relpersistence WHEN 'u' THEN 'unlogged' END, 'partition by ' || pg_get_partkeydef(oid), array_to_string(reloptions, ' ')) AS line FROM tables
            UNION ALL
            SELECT t.relname, 1, '', a.attnum, concat_ws(' ', '  ' || a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END,
                CASE a.attidentity WHEN '' THEN NULL ELSE 'identity ' || a.attidentity::text END, CASE a.attgenerated WHEN '' THEN NULL ELSE 'generated' END,
                'default ' || pg_get_expr(d.adbin, d.adrelid), CASE WHEN a.attcollation NOT IN (0, 100) THEN 'collate ' || a.attcollation::regcollation END)
                FROM tables AS t JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
                LEFT JOIN pg_attrdef AS d ON d.adrelid = t.oid AND d.adnum = a.attnum WHERE t.relkind <> 'S'
            UNION ALL
            SELECT t.relname, 2, conname, 0, '  constraint ' || conname || ' ' || pg_get_constraintdef(k.oid) FROM tables AS t JOIN pg_constraint AS k ON k.conrelid = t.oid
            UNION ALL
            SELECT t.relname, 3, i.relname, 0, '  ' || pg_get_indexdef(i.oid) FROM tables AS t JOIN pg_index AS x ON x.indrelid = t.oid JOIN pg_class AS i ON i.oid = x.indexrelid
            UNION ALL
            SELECT t.relname, 4, p.relname, 0, '  partition ' || p.relname || ' ' || pg_get_expr(p.relpartbound, p.oid)
                FROM tables AS t JOIN pg_inherits AS h ON h.inhparent = t.oid JOIN pg_class AS p ON p.oid = h.inhrelid WHERE p.relname !~ '_\d{4}_\d{2}$'
            UNION ALL
            SELECT t.relname, 5, '', 0, '  monthly partitions: ' || count(*)
                FROM tables AS t JOIN pg_inherits AS h ON h.inhparent = t.oid JOIN pg_class AS p ON p.oid = h.inhrelid WHERE p.relname ~ '_\d{4}_\d{2}$' GROUP BY t.relname
            UNION ALL
            SELECT t.relname, 6, g.tgname, 0, '  ' || pg_get_triggerdef(g.oid) FROM tables AS t JOIN pg_trigger AS g ON g.tgrelid = t.oid WHERE NOT g.tgisinternal
            UNION ALL
            SELECT '~functions', 7, proname, 0, 'function ' || pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace) AS lines
        ORDER BY table_name, part, detail, position
        """;

    /// <summary>The file with the recorded schema of a new store.</summary>
    public static string FileFor(StoreOptions options) =>
        Repository.PathOf("JusInfer.Portal.Tests", "Data", "Schema", options.IsShared ? "postgres.txt" : "sqlite.txt");

    public static Task<string> RecordedAsync(StoreOptions options, CancellationToken cancellationToken) => File.ReadAllTextAsync(FileFor(options), cancellationToken);

    public static async Task<string> ReadAsync(StoreNode node, StoreOptions options, CancellationToken cancellationToken)
    {
        await using var context = node.OpenContext();
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var command = context.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // both texts are constants
        command.CommandText = options.IsShared ? Postgres : Sqlite;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string> lines = [];
        while (await reader.ReadAsync(cancellationToken)) lines.Add(reader.GetString(0));
        return string.Join('\n', lines) + "\n";
    }
}
