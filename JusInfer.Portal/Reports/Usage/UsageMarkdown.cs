using System.Globalization;
using System.Text;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Reports.Usage;

/// <summary>
/// The Usage page: sums by the requested groups and by day, and the latest calls. All have the period and the filters of the page.
/// </summary>
internal sealed class UsageMarkdown(IUsageQueries usage, UsageReader reader, UsageDimensions dimensions, TimeProvider time)
{
    private const int MaxGroups = 50;
    private const int MaxCalls = 20;

    public async Task<string> WriteAsync(SignedIn me, IQueryCollection parameters, CancellationToken cancellationToken)
    {
        var filter = UsageFilter.Parse(name => parameters[name].LastOrDefault(), dimensions, time.GetUtcNow(), UsageDimensions.Key, UsageDimensions.Model);
        var report = await reader.ReadAsync(me.Team.Id, filter, cancellationToken);
        var days = await reader.ReadAsync(me.Team.Id, report.Filter with { Groups = [UsageDimensions.Day] }, cancellationToken);
        var after = RequestId.TryParse(parameters["after"], null, out var last) ? last : (RequestId?)null;
        var calls = await usage.ListRequestsAsync(report.Filter.RequestsOf(me.Team.Id) with { After = after, Limit = MaxCalls },
            cancellationToken);

        var text = new StringBuilder($"# Usage of {MarkdownTable.Cell(me.Team.Name)}\n\n");
        text.Append($"{PeriodOf(report)}{FiltersOf(report.Filter)} Other periods: `?range=1h|24h|7d|30d|month` ");
        text.Append("or `?from=2026-01-01&to=2026-01-31`. Groups: `by=` with one or two of ");
        text.Append($"{NamesOf(dimensions)}, which are filters too. As JSON: `GET /v1/usage`.\n\n");
        AppendTotal(text, report.Total.Sums);
        text.Append($"## By {string.Join(" and ", report.Groups.Select(static group => group.Label.ToLowerInvariant()))}\n\n");
        text.Append(UsageReportTable.Write(report, MaxGroups));
        text.Append("\n## By day\n\n").Append(UsageReportTable.Write(days, MaxGroups)).Append('\n');
        AppendCalls(text, calls, report.Names, parameters);
        return text.ToString();
    }

    private static string NamesOf(UsageDimensions dimensions) =>
        string.Join(", ", dimensions.OfCalls.Select(static dimension => $"`{dimension.Name}`"));

    /// <summary>The period that the sums have.</summary>
    private static string PeriodOf(UsageReport report)
    {
        var period = report.Filter.Period;
        var summed = period is { Range: "1h" or "24h" } || report.AskedPeriod is not null
            ? $"From {MarkdownFormat.Time(period.Start)} to {MarkdownFormat.Time(period.End)}."
            : string.Create(
                CultureInfo.InvariantCulture, $"UTC days {period.From:yyyy-MM-dd} to {period.To:yyyy-MM-dd}.");
        return report switch
        {
            { AskedPeriod: not null } =>
                $"{summed} No sums have these groups and filters: the single calls of {UsageReader.MaxDaysOfCalls} days are summed.",
            { IsFromCalls: true } => $"{summed} Single calls are summed.",
            _ => summed,
        };
    }

    private static string FiltersOf(UsageFilter filter)
    {
        var chosen = filter.Parameters.Select(static parameter => $"{parameter.Name} {MarkdownTable.Cell(parameter.Value)}");
        return filter.Selection.IsAll ? "" : $" Only calls with {string.Join(", ", chosen)}.";
    }

    private static void AppendTotal(StringBuilder text, UsageSums total) => text.Append(
        $"Total: {MarkdownFormat.Count(total.Requests)} requests ({MarkdownFormat.Count(total.Errors)} failed), "
        + $"{MarkdownFormat.Usd(total.Cost)} USD ({MarkdownFormat.Usd(total.BaselineCost)} USD on the baseline model), {MarkdownFormat.Count(total.InputTokens)} input tokens "
        + $"({MarkdownFormat.Count(total.CachedTokens)} from a cache), {MarkdownFormat.Count(total.OutputTokens)} output tokens.\n\n");

    private static void AppendCalls(StringBuilder text, RequestPage page, UsageNames names, IQueryCollection parameters)
    {
        text.Append("## Latest calls\n\n");
        var table = new MarkdownTable(
            "Id", "At", "Model", "Requested", "Provider", "Key", "Run", "Status", "Input tokens", "Output tokens", "USD", "First token ms",
            "Duration ms", "Repository", "Label");
        foreach (var call in page.Records)
        {
            table.AddRow(
                call.Id.ToString(), MarkdownFormat.Time(call.At), call.ModelServed ?? "–", call.ModelRequested, call.Provider ?? "–",
                names.Of(UsageDimensions.Key, call.KeyId.ToString()), call.RunId ?? "–",
                call.ErrorCode is { } code ? $"{call.Status} {code}" : MarkdownFormat.Count(call.Status),
                MarkdownFormat.Count(call.Tokens.Input), MarkdownFormat.Count(call.Tokens.Output), MarkdownFormat.Usd(call.Cost),
                MarkdownFormat.OrNone(call.TtftMs), MarkdownFormat.Count(call.DurationMs), call.Repository ?? "–", call.Label ?? "–");
        }

        text.Append(table);
        if (page.Next is { } next) text.Append($"\nOlder calls: `{MarkdownFormat.Older(parameters, next.ToString())}`\n");
    }
}
