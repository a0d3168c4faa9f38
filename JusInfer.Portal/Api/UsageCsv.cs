using System.Globalization;
using System.Text;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Api;

/// <summary>Writes calls as CSV (RFC 4180), page by page, so that memory use does not grow with the number of calls.</summary>
internal static class UsageCsv
{
    public const string ContentType = "text/csv; charset=utf-8";

    private const string Header =
        "id,at,key_id,member_id,user,session,model_requested,model_served,provider,route,status,error_code,"
        + "input_tokens,cached_tokens,output_tokens,cost_usd,baseline_cost_usd,usage_source,"
        + "ttft_ms,duration_ms,attempts,resumed,simulated\r\n";

    /// <summary>Writes the header and the calls that match the filter, whose limit is the size of a page.</summary>
    public static async Task WriteAsync(Stream csv, IUsageQueries usage, RequestFilter filter, CancellationToken cancellationToken)
    {
        await WriteAsync(csv, Header, cancellationToken);
        var page = filter;
        while (true)
        {
            var (calls, next, _) = await usage.ListRequestsAsync(page, cancellationToken);
            var text = new StringBuilder();
            foreach (var call in calls) Append(text, call);
            await WriteAsync(csv, text.ToString(), cancellationToken);
            if (next is null) return;
            page = page with { After = next };
        }
    }

    private static async Task WriteAsync(Stream csv, string text, CancellationToken cancellationToken) =>
        await csv.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);

    private static void Append(StringBuilder text, UsageRecord call)
    {
        object?[] cells =
        [
            call.Id, call.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), call.KeyId, call.MemberId,
            call.User, call.Session, call.ModelRequested, call.ModelServed, call.Provider, call.Route, call.Status, call.ErrorCode,
            call.Tokens.Input, call.Tokens.CacheRead, call.Tokens.Output, call.Cost, call.BaselineCost, EnumFormat.Format(call.Source),
            call.TtftMs, call.DurationMs, call.Attempts, call.Resumed ? "true" : "false", call.Simulated ? "true" : "false",
        ];
        text.AppendJoin(',', cells.Select(static cell => Cell(cell?.ToString() ?? ""))).Append("\r\n");
    }

    /// <summary>
    /// Quotes where necessary. A text that a spreadsheet would evaluate as a formula is prefixed with an apostrophe, because callers choose
    /// some of the values.
    /// </summary>
    private static string Cell(string value)
    {
        if (value is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]) value = "'" + value;
        return value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
