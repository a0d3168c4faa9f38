using JusInfer.Portal.Usage.Columns;

namespace JusInfer.Portal.Usage;

/// <summary>
/// The columns of a usage record. The table, the inserts into SQLite and PostgreSQL, the journal's close entries and the mapping back to
/// <see cref="UsageRecord"/> are derived from this list. A new column is added at the end with the next journal version as <c>since</c>, so
/// that entries of earlier versions stay readable.
/// </summary>
internal static class UsageColumns
{
    public static readonly ColumnList<UsageRecord> All = new ColumnList<UsageRecord>()
        .Add("tenant_id", record => record.TeamId)
        .Add("id", record => record.Id)
        .Add("at", record => record.At)
        .Add("key_id", record => record.KeyId)
        .Add("member_id", record => record.MemberId)
        .Add("end_user", record => record.User)
        .Add("session", record => record.RunId)
        .Add("model_requested", record => record.ModelRequested)
        .Add("model_served", record => record.ModelServed)
        .Add("provider", record => record.Provider)
        .Add("route", record => record.Route)
        .Add("status", record => record.Status)
        .Add("error_code", record => record.ErrorCode)
        .Add("input_uncached", record => record.Tokens.InputUncached)
        .Add("cache_read", record => record.Tokens.CacheRead)
        .Add("cache_write_5m", record => record.Tokens.CacheWrite5m)
        .Add("cache_write_1h", record => record.Tokens.CacheWrite1h)
        .Add("output_text", record => record.Tokens.OutputText)
        .Add("output_reasoning", record => record.Tokens.OutputReasoning)
        .Add("cost", record => record.Cost)
        .Add("baseline_cost", record => record.BaselineCost)
        .Add("source", record => record.Source)
        .Add("ttft_ms", record => record.TtftMs)
        .Add("duration_ms", record => record.DurationMs)
        .Add("attempts", record => record.Attempts)
        .Add("attempt_log", record => record.AttemptLog)
        .Add("resumed", record => record.Resumed)
        .Add("streamed", record => record.Streamed)
        .Add("simulated", record => record.Simulated)
        .Add("prices_from", record => record.PricesFrom)
        .Add("catalog_version", record => record.CatalogVersion)
        .Add("model_reported", record => record.ModelReported, JournalVersion.ReportedModel)
        .Add("service_tier", record => record.ServiceTier, JournalVersion.ReportedModel)
        .Add("tool_cost", record => record.ToolCost, JournalVersion.ReportedModel)
        .Add("run", record => record.RootRunId, JournalVersion.Holds)
        .Add("parent_session", record => record.ParentRunId, JournalVersion.Holds)
        .Add("held", record => record.Held, JournalVersion.Holds)
        .Add("held_limits", record => record.HeldLimits, JournalVersion.Holds)
        .Add("unbilled", record => record.Unbilled, JournalVersion.Holds)
        .Add("settlement_id", record => record.SettlementId, JournalVersion.Holds)
        .Add("context_tier", record => record.ContextTier, JournalVersion.CompletePrices)
        .Add("usage_mismatch", record => record.UsageMismatch, JournalVersion.CompletePrices)
        .Add("audio_input", record => record.Tokens.AudioInput, JournalVersion.CompletePrices)
        .Add("audio_output", record => record.Tokens.AudioOutput, JournalVersion.CompletePrices)
        .Add("route_details", record => record.RouteDetails, JournalVersion.RouteDetails)
        .Add("repository", record => record.Repository, JournalVersion.Labels)
        .Add("label", record => record.Label, JournalVersion.Labels)
        .Add("adjusted", record => record.Adjusted, JournalVersion.Adjustments)
        .Add("provider_error_code", record => record.ProviderErrorCode, JournalVersion.CallDetails)
        .Add("provider_error", record => record.ProviderError, JournalVersion.CallDetails)
        .Add("finish_reason", record => record.FinishReason, JournalVersion.CallDetails)
        .Add("client", record => record.Client, JournalVersion.CallDetails)
        .Add("client_dialect", record => record.ClientDialect, JournalVersion.CallDetails)
        .Add("request_bytes", record => record.RequestBytes, JournalVersion.CallDetails)
        .Add("response_bytes", record => record.ResponseBytes, JournalVersion.CallDetails);
}
