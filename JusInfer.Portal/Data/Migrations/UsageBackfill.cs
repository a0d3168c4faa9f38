using Microsoft.EntityFrameworkCore.Migrations;

namespace JusInfer.Portal.Data.Migrations;

/// <summary>
/// Fills the tables of sums from the stored calls, for the migrations that create them. The database sums, so memory use does not grow with
/// the number of calls. The migrations have their own definition of the sums, because a migration does not change when the model does.
/// </summary>
internal static class UsageBackfill
{
    private const string SumNames =
        "requests, input_uncached, cache_read, cache_write_5m, cache_write_1h, output_text, output_reasoning, cost_nano, baseline_cost_nano, errors";

    private const string Sums = """
        COUNT(*), CAST(SUM(input_uncached) AS bigint), CAST(SUM(cache_read) AS bigint), CAST(SUM(cache_write_5m) AS bigint),
        CAST(SUM(cache_write_1h) AS bigint), CAST(SUM(output_text) AS bigint), CAST(SUM(output_reasoning) AS bigint),
        CAST(SUM(cost) AS bigint), CAST(SUM(baseline_cost) AS bigint), CAST(SUM(CASE WHEN status >= 400 THEN 1 ELSE 0 END) AS bigint)
        """;

    /// <param name="migration">The migration.</param>
    /// <param name="hour">The SQL for the hour of <c>at</c>, in whole hours since 1970.</param>
    /// <param name="month">The SQL for the start of the month of <c>at</c>, in whole hours since 1970.</param>
    public static void FillUsageSums(this MigrationBuilder migration, string hour, string month)
    {
        var day = $"{hour} / 24 * 24";
        FillSums(migration, period: 0, hour);
        FillSums(migration, period: 1, day);
        FillEndUsers(migration, period: 1, day);
        FillEndUsers(migration, period: 2, month);
        migration.Sql($"""
            INSERT INTO runs (tenant_id, session, {SumNames}, day, first_at, last_at)
            SELECT tenant_id, session, {Sums}, MIN({hour} / 24), MIN(at), MAX(at) FROM usage_requests WHERE session <> '' GROUP BY tenant_id, session
            """);
    }

    private static void FillSums(MigrationBuilder migration, int period, string start) => migration.Sql($"""
        INSERT INTO usage_sums (tenant_id, period, start, key_id, member_id, model_served, provider, status_class, {SumNames},
            {string.Join(", ", Pairs.Select(pair => $"duration_{pair}"))}, {string.Join(", ", Pairs.Select(pair => $"ttft_{pair}"))})
        SELECT tenant_id, {period}, {start}, key_id, member_id, COALESCE(model_served, ''), COALESCE(provider, ''), status / 100, {Sums},
            {string.Join(", ", Pairs.Select(pair => Count("duration_ms", pair)))}, {string.Join(", ", Pairs.Select(pair => Count("ttft_ms", pair)))}
        FROM usage_requests
        GROUP BY tenant_id, {start}, key_id, member_id, COALESCE(model_served, ''), COALESCE(provider, ''), status / 100
        """);

    private static void FillEndUsers(MigrationBuilder migration, int period, string start) => migration.Sql($"""
        INSERT INTO end_user_sums (tenant_id, period, start, end_user, {SumNames})
        SELECT tenant_id, {period}, {start}, COALESCE(end_user, ''), {Sums} FROM usage_requests
        GROUP BY tenant_id, {start}, COALESCE(end_user, '')
        """);

    private static IEnumerable<int> Pairs => Enumerable.Range(0, 8);

    /// <summary>Counts the calls of two latency buckets, the second one in the upper 32 bits.</summary>
    private static string Count(string column, int pair)
    {
        var (low, middle, high) = (pair == 0 ? int.MinValue : 16L << (2 * pair), 32L << (2 * pair), 64L << (2 * pair));
        var upper = pair == 7 ? "" : $" AND {column} < {high}";
        return $"CAST(SUM(CASE WHEN {column} >= {low} AND {column} < {middle} THEN 1 WHEN {column} >= {middle}{upper} THEN 4294967296 ELSE 0 END) AS bigint)";
    }
}
