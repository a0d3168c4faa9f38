using System.Globalization;
using System.Text;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Api;

/// <summary>Calls as CSV (RFC 4180), read and written page by page, so that a long log needs no more memory than a short one.</summary>
internal sealed class UsageCsv(IUsageQueries usage, RequestFilter filter) : IResult
{
    public const string ContentType = "text/csv; charset=utf-8";

    private const string Header =
        "id,at,key_id,member_id,user,session,model_requested,model_served,provider,route,status,error_code,"
        + "input_tokens,cached_tokens,output_tokens,cost_usd,baseline_cost_usd,usage_source,"
        + "ttft_ms,duration_ms,attempts,resumed,simulated\r\n";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = ContentType;
        httpContext.Response.Headers.ContentDisposition = "attachment; filename=\"jusinfer-usage.csv\"";
        await httpContext.Response.WriteAsync(Header, httpContext.RequestAborted);

        var page = filter;
        while (true)
        {
            var calls = await usage.ListRequestsAsync(page, httpContext.RequestAborted);
            var text = new StringBuilder();
            foreach (var call in calls) Write(text, call);
            await httpContext.Response.WriteAsync(text.ToString(), httpContext.RequestAborted);
            if (calls.Length < page.Limit) return;
            page = page with { After = calls[^1].Id };
        }
    }

    private static void Write(StringBuilder text, UsageRecord call)
    {
        object?[] cells =
        [
            call.Id, call.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), call.KeyId, call.MemberId,
            call.User, call.Session, call.ModelRequested, call.ModelServed, call.Provider, call.Route, call.Status, call.ErrorCode,
            call.Tokens.Input, call.Tokens.CacheRead, call.Tokens.Output, call.Cost, call.BaselineCost, Views.Words.Of(call.Source),
            call.TtftMs, call.DurationMs, call.Attempts, call.Resumed ? "true" : "false", call.Simulated ? "true" : "false",
        ];
        text.AppendJoin(',', cells.Select(static cell => Cell(cell?.ToString() ?? ""))).Append("\r\n");
    }

    /// <summary>
    /// Quotes where needed. A text that a spreadsheet would run as a formula gets an apostrophe before it: callers choose some of them.
    /// </summary>
    private static string Cell(string value)
    {
        if (value is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]) value = "'" + value;
        return value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
