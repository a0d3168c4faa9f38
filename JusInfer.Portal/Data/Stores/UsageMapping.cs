using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Stores;

internal static class UsageMapping
{
    public static UsageRecord ToRecord(UsageRequestRow row) => new()
    {
        Id = row.Id,
        At = row.At,
        TenantId = row.TenantId,
        KeyId = row.KeyId,
        MemberId = row.MemberId,
        User = row.EndUser,
        Session = row.Session,
        ModelRequested = row.ModelRequested,
        ModelServed = row.ModelServed,
        Provider = row.Provider,
        Route = row.Route,
        Status = row.Status,
        ErrorCode = row.ErrorCode,
        Tokens = new TokenBuckets
        {
            InputUncached = row.InputUncached,
            CacheRead = row.CacheRead,
            CacheWrite5m = row.CacheWrite5m,
            CacheWrite1h = row.CacheWrite1h,
            OutputText = row.OutputText,
            OutputReasoning = row.OutputReasoning,
        },
        Cost = row.Cost,
        BaselineCost = row.BaselineCost,
        Source = row.Source,
        TtftMs = row.TtftMs,
        DurationMs = row.DurationMs,
        Attempts = row.Attempts,
        AttemptLog = row.AttemptLog,
        Resumed = row.Resumed,
        Streamed = row.Streamed,
        Simulated = row.Simulated,
        PricesFrom = row.PricesFrom,
        CatalogVersion = row.CatalogVersion,
    };
}
