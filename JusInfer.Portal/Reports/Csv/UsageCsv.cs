using System.Globalization;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Rejections;

namespace JusInfer.Portal.Reports.Csv;

/// <summary>Calls as CSV (RFC 4180).</summary>
internal static class UsageCsv
{
    public const string ContentType = CsvLine.ContentType;

    public const string Header =
        "id,at,key_id,member_id,user,session,model_requested,model_served,provider,route,status,error_code,"
        + "input_tokens,cached_tokens,output_tokens,cost_usd,baseline_cost_usd,usage_source,"
        + "ttft_ms,duration_ms,attempts,resumed,simulated,repository,label,"
        + "finish_reason,client,dialect,request_bytes,response_bytes,provider_error_code,provider_error\r\n";

    /// <summary>The header of an export by settlement.</summary>
    public static readonly string SettledHeader = Header.Replace("\r\n", ",cursor\r\n", StringComparison.Ordinal);

    public static string LineOf(UsageRecord call, ProviderErrorAccess access) => CsvLine.Of(CellsOf(call, access));

    /// <param name="call">The call.</param>
    /// <param name="access">Whose calls show what providers said.</param>
    /// <param name="cursor">Where the export continues after the call.</param>
    public static string LineOf(UsageRecord call, ProviderErrorAccess access, string cursor) =>
        CsvLine.Of([.. CellsOf(call, access), cursor]);

    /// <summary>A rejected call has an id, a key, a status and an error code, and cost nothing.</summary>
    public static string LineOf(Rejection call)
    {
        object?[] cells =
        [
            call.Id, call.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), call.KeyId, call.MemberId,
            null, null, null, null, null, "rejected", call.Status, call.Code, 0, 0, 0, NanoUsd.Zero, NanoUsd.Zero,
                EnumFormat.Format(UsageSource.None),
        ];
        return CsvLine.Of([.. cells, .. new object?[Header.Count(static separator => separator == ',') + 1 - cells.Length]]);
    }

    private static object?[] CellsOf(UsageRecord call, ProviderErrorAccess access) =>
        [
            call.Id, call.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), call.KeyId, call.MemberId,
            call.User, call.RunId, call.ModelRequested, call.ModelServed, call.Provider, call.Route, call.Status, call.ErrorCode,
            call.Tokens.Input, call.Tokens.CacheRead, call.Tokens.Output, call.Cost, call.BaselineCost, EnumFormat.Format(call.Source),
            call.TtftMs, call.DurationMs, call.Attempts, call.Resumed ? "true" : "false", call.Simulated ? "true" : "false",
            call.Repository, call.Label, call.FinishReason, call.Client, call.ClientDialect, call.RequestBytes, call.ResponseBytes,
            access.Includes(call) ? call.ProviderErrorCode : null, access.Includes(call) ? call.ProviderError : null,
        ];
}
