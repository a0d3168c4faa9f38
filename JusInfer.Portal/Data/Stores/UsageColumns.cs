namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// The columns of the usage tables in the order in which they are written. The model names them, too; the contract tests read every one
/// back.
/// </summary>
internal static class UsageColumns
{
    public static readonly string[] Request =
    [
        "tenant_id", "id", "at", "key_id", "member_id", "end_user", "session",
        "model_requested", "model_served", "provider", "route", "status", "error_code",
        "input_uncached", "cache_read", "cache_write_5m", "cache_write_1h", "output_text", "output_reasoning", "cost", "baseline_cost",
        "source", "ttft_ms", "duration_ms", "attempts", "attempt_log", "resumed", "streamed", "simulated", "prices_from", "catalog_version",
    ];

    private static readonly string[] RollupKey =
        ["tenant_id", "hour", "key_id", "member_id", "model_served", "provider", "end_user", "session"];

    private static readonly string[] RollupSums =
    [
        "requests", "input_uncached", "cache_read", "cache_write_5m", "cache_write_1h", "output_text", "output_reasoning",
        "cost_nano", "baseline_cost_nano", "errors",
    ];

    public static readonly string[] Rollup = [.. RollupKey, .. RollupSums];

    /// <summary>Both databases read this the same way.</summary>
    public static readonly string AddOnConflict =
        $" ON CONFLICT ({string.Join(", ", RollupKey)}) DO UPDATE SET "
        + string.Join(", ", RollupSums.Select(column => $"{column} = usage_rollups.{column} + excluded.{column}"));
}
