using System.Globalization;
using System.Security.Claims;
using System.Text;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The sums of the Usage tab as CSV, with the period, the filters and the group of its query string. A browser requests it with the session cookie.</summary>
internal static class UsageDownload
{
    public const string Path = "/developer/usage.csv";

    private const string FileName = "jusinfer-usage-sums.csv";

    private static readonly string[] Columns =
    [
        "requests", "failed", "input_tokens", "cached_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens", "output_tokens", "reasoning_tokens", "cost_usd", "baseline_cost_usd",
        "ttft_p50_ms", "ttft_p95_ms", "duration_p50_ms", "duration_p95_ms",
    ];

    public static void MapUsageDownload(this IEndpointRouteBuilder endpoints) => endpoints.MapGet(Path, DownloadAsync)
        .RequireAuthorization(static policy => policy.AddAuthenticationSchemes(Schemes.Pages).RequireAuthenticatedUser())
        .ExcludeFromDescription();

    private static async Task<Results<FileContentHttpResult, ForbidHttpResult>> DownloadAsync(
        ClaimsPrincipal principal, HttpContext context, SignedInResolver resolver, UsageReader reader, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await resolver.ResolveAsync(principal, cancellationToken) is not { } me) return TypedResults.Forbid();
        var query = UsageQuery.Parse(UsageQueryString.Parse(context.Request.Query), time.GetUtcNow());
        var view = await reader.ReadAsync(me.Team.Id, query, cancellationToken);
        context.Response.Headers[HeaderNames.CacheControl] = "no-store";
        return TypedResults.File(Encoding.UTF8.GetBytes(Write(view)), CsvLine.ContentType, FileName);
    }

    /// <summary>
    /// A line per bucket and group. For names that callers choose, of which there are no sums per bucket, a line per group and one for the rest. With
    /// filters there are no sums of them at all: a line per bucket, without the columns of the group.
    /// </summary>
    private static string Write(UsageViewModel view)
    {
        var query = view.Query;
        var by = UsageQuery.Groups.First(group => group.Group == query.Group).Name;
        string[] groupColumns = query is { IsGroupedByName: true, IsFiltered: true } ? [] : [by + "_id", by];
        var text = new StringBuilder(CsvLine.Of(["start", "end", .. groupColumns, .. Columns]));
        if (query is { IsGroupedByName: true, IsFiltered: false })
        {
            var (start, end) = (Time(query.WholeDays.Start), Time(query.WholeDays.End));
            foreach (var group in view.Groups) text.Append(CsvLine.Of([start, end, group.Group, view.NameOfGroup(group.Group), .. Cells(group.Sums), "", "", "", ""]));
            if (view.Rest.Requests > 0) text.Append(CsvLine.Of([start, end, "", UsageViewModel.RestName, .. Cells(view.Rest), "", "", "", ""]));
            return text.ToString();
        }

        foreach (var row in view.Timeline)
        {
            object?[] group = groupColumns.Length == 0 ? [] : [row.Group, view.NameOfGroup(row.Group)];
            text.Append(CsvLine.Of(
            [
                Time(row.Start), Time(row.Start + query.Step.Length), .. group, .. Cells(row.Sums),
                row.Ttft.Quantile(0.5), row.Ttft.Quantile(0.95), row.Duration.Quantile(0.5), row.Duration.Quantile(0.95),
            ]));
        }

        return text.ToString();
    }

    private static object?[] Cells(UsageSums sums) =>
    [
        sums.Requests, sums.Errors, sums.InputTokens, sums.CachedTokens, sums.CacheWrite5mTokens, sums.CacheWrite1hTokens, sums.OutputTokens, sums.ReasoningTokens, sums.Cost, sums.BaselineCost,
    ];

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}
