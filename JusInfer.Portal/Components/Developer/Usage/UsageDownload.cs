using System.Security.Claims;
using System.Text;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Usage.Dimensions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>
/// The report of the Usage page as CSV, per bucket, with the period, the filters and the groups of its query string. A browser requests
/// it with the session cookie.
/// </summary>
internal static class UsageDownload
{
    public const string Path = "/developer/usage.csv";

    /// <summary>A row for each bucket and group: more than a page lists.</summary>
    private const int MaxRows = 100_000;

    private const string FileName = "jusinfer-usage-sums.csv";

    public static void MapUsageDownload(this IEndpointRouteBuilder endpoints) => endpoints.MapGet(Path, DownloadAsync)
        .RequireAuthorization(static policy => policy.AddAuthenticationSchemes(Schemes.Pages).RequireAuthenticatedUser())
        .ExcludeFromDescription();

    private static async Task<Results<FileContentHttpResult, ForbidHttpResult>> DownloadAsync(
        ClaimsPrincipal principal, HttpContext context, SignedInResolver resolver, UsageReader reader, UsageDimensions dimensions,
        TimeProvider time, CancellationToken cancellationToken)
    {
        if (await resolver.ResolveAsync(principal, cancellationToken) is not { } me) return TypedResults.Forbid();
        var filter = UsageFilter.Parse(name => context.Request.Query[name].LastOrDefault(), dimensions, time.GetUtcNow(), UsageDimensions.Model);
        var report = await reader.ReadAsync(
            me.Team.Id, filter with { Groups = [dimensions.Of(filter.Period.Step), .. filter.Groups], MaxGroups = MaxRows }, cancellationToken);
        context.Response.Headers[HeaderNames.CacheControl] = "no-store";
        return TypedResults.File(Encoding.UTF8.GetBytes(UsageReportCsv.Write(report)), CsvLine.ContentType, FileName);
    }
}
