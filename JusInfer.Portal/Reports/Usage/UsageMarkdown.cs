using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Usage;

/// <summary>The Usage tab: sums by day, key, model, repository and label, and the latest calls. All have the period and the filters of the tab.</summary>
internal sealed class UsageMarkdown(IUsageQueries usage, IKeyStore keys, TimeProvider time)
{
    private const int MaxGroups = 50;
    private const int MaxCalls = 20;

    public async Task<string> WriteAsync(SignedIn me, IQueryCollection parameters, CancellationToken cancellationToken)
    {
        var query = UsageQuery.Parse(UsageQueryString.Parse(parameters), time.GetUtcNow());
        var window = query.WindowOf(me.Team.Id);
        var names = (await keys.ListAsync(me.Team.Id, cancellationToken)).ToImmutableDictionary(static key => key.Id.ToString(), static key => key.Name);
        var isTruncated = false;
        var days = await SumAsync(UsageGroup.Day);
        var calls = await usage.ListRequestsAsync(query.FilterOf(me.Team.Id, MaxCalls), cancellationToken);

        var text = new StringBuilder($"# Usage of {MarkdownTable.Cell(me.Team.Name)}\n\n");
        text.Append($"{PeriodOf(query)}{FiltersOf(query)} Other periods: `?range=1h|24h|7d|30d|month` or `?from=2026-01-01&to=2026-01-31`. ");
        text.Append("Filters: `key`, `member`, `model`, `provider`, `status=ok|error`, `repository` and `label`. As JSON: `GET /v1/usage`.\n\n");
        AppendTotal(text, days.Aggregate(new UsageSums(), static (sum, row) => sum + row.Sums));
        AppendGroups(text, "Day", days, static day => day);
        AppendGroups(text, "Key", await SumAsync(UsageGroup.Key), key => $"{names.GetValueOrDefault(key, "unknown")} ({key})");
        AppendGroups(text, "Model", await SumAsync(UsageGroup.Model), static model => model.Length == 0 ? "none answered" : model);
        if (SumsNames(query))
        {
            AppendNames(text, "Repository", await SumAsync(UsageGroup.Repository));
            AppendNames(text, "Label", await SumAsync(UsageGroup.Label));
        }
        else
        {
            text.Append("Repositories and labels are not summed with these filters.\n\n");
        }

        if (isTruncated) text.Append($"Only the newest {MarkdownFormat.Count(IUsageQueries.MaxTimelineCalls)} calls of the period are summed. Choose a shorter period for complete sums.\n\n");
        AppendCalls(text, calls, names, parameters);
        return text.ToString();

        async Task<ImmutableArray<UsageRow>> SumAsync(UsageGroup group)
        {
            if (HasTables(query)) return await usage.BreakDownAsync(window, [group], query.SumFilter, cancellationToken);
            var timeline = await usage.ReadTimelineAsync(window, query.Step, group == UsageGroup.Day ? null : group, query.SumFilter, cancellationToken);
            isTruncated |= timeline.IsTruncated;
            return group == UsageGroup.Day ? DaysOf(timeline) : GroupsOf(timeline);
        }
    }

    /// <summary>
    /// Whether breakdowns have exactly the period and the filter. Those of repositories and labels have whole days, and those of the other filters would sum single calls without
    /// a limit. The timeline of the tab has the rest.
    /// </summary>
    private static bool HasTables(UsageQuery query) => query.SumFilter == query.Labels && (query.Step == TimelineStep.Day || !query.ReadsCalls);

    /// <summary>Callers choose repositories and labels, so there are no sums of them per key, member, model, provider or status.</summary>
    private static bool SumsNames(UsageQuery query) => HasTables(query) || query.ReadsCalls;

    private static ImmutableArray<UsageRow> DaysOf(UsageTimeline timeline) =>
    [
        .. timeline.Rows.GroupBy(static row => DateOnly.FromDateTime(row.Start.UtcDateTime)).OrderBy(static day => day.Key)
            .Select(static day => new UsageRow([day.Key.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)], SumOf(day))),
    ];

    private static ImmutableArray<UsageRow> GroupsOf(UsageTimeline timeline) =>
    [
        .. timeline.Rows.GroupBy(static row => row.Group, StringComparer.Ordinal).Select(static group => new UsageRow([group.Key], SumOf(group)))
            .OrderByDescending(static row => row.Sums.Cost).ThenByDescending(static row => row.Sums.Requests),
    ];

    private static UsageSums SumOf(IEnumerable<TimelineRow> rows) => rows.Aggregate(new UsageSums(), static (sum, row) => sum + row.Sums);

    /// <summary>The period that the sums have.</summary>
    private static string PeriodOf(UsageQuery query)
    {
        if (query.Step == TimelineStep.Day || query.Range is null) return string.Create(CultureInfo.InvariantCulture, $"UTC days {query.From:yyyy-MM-dd} to {query.To:yyyy-MM-dd}.");
        var period = $"From {MarkdownFormat.Time(query.Start)} to {MarkdownFormat.Time(query.End)}.";
        return HasTables(query) ? $"{period} Repositories and labels are summed over whole UTC days." : period;
    }

    private static string FiltersOf(UsageQuery query)
    {
        (string Name, string? Value)[] filters =
        [
            ("key", query.Key?.ToString()), ("member", query.Member?.ToString()), ("model", query.Model), ("provider", query.Provider),
            ("status", query.Errors switch { true => "error", false => "ok", null => null }), ("repository", query.Repository), ("label", query.Label),
        ];
        var named = filters.Where(static filter => filter.Value is not null).Select(static filter => $"{filter.Name} {MarkdownTable.Cell(filter.Value!)}").ToArray();
        return named.Length == 0 ? "" : $" Only calls with {string.Join(", ", named)}.";
    }

    /// <summary>Many teams name no repositories or labels: then all calls are in the rest.</summary>
    private static void AppendNames(StringBuilder text, string heading, ImmutableArray<UsageRow> rows)
    {
        if (rows.Any(static row => !row.IsRest && row.Group[0].Length > 0)) AppendGroups(text, heading, rows, static name => name.Length == 0 ? "none named" : name);
    }

    private static void AppendTotal(StringBuilder text, UsageSums total) => text.Append(
        $"Total: {MarkdownFormat.Count(total.Requests)} requests ({MarkdownFormat.Count(total.Errors)} failed), {MarkdownFormat.Usd(total.Cost)} USD "
        + $"({MarkdownFormat.Usd(total.BaselineCost)} USD on the baseline model), {MarkdownFormat.Count(total.InputTokens)} input tokens "
        + $"({MarkdownFormat.Count(total.CachedTokens)} from a cache), {MarkdownFormat.Count(total.OutputTokens)} output tokens.\n\n");

    private static void AppendGroups(StringBuilder text, string heading, ImmutableArray<UsageRow> rows, Func<string, string> name)
    {
        text.Append($"## By {heading.ToLowerInvariant()}\n\n");
        var listed = heading == "Day" ? rows.TakeLast(MaxGroups) : rows.Take(MaxGroups);
        var table = new MarkdownTable(heading, "Requests", "Failed", "Input tokens", "From cache", "Output tokens", "USD");
        foreach (var (row, sums) in listed.Select(static row => (row, row.Sums)))
        {
            table.AddRow(
                row.IsRest ? "others" : name(row.Group[0]), MarkdownFormat.Count(sums.Requests), MarkdownFormat.Count(sums.Errors), MarkdownFormat.Count(sums.InputTokens),
                MarkdownFormat.Count(sums.CachedTokens), MarkdownFormat.Count(sums.OutputTokens), MarkdownFormat.Usd(sums.Cost));
        }

        text.Append(table);
        if (rows.Length > MaxGroups) text.Append($"\n{rows.Length - MaxGroups} more are not listed.\n");
        text.Append('\n');
    }

    private static void AppendCalls(StringBuilder text, RequestPage page, ImmutableDictionary<string, string> names, IQueryCollection parameters)
    {
        text.Append("## Latest calls\n\n");
        var table = new MarkdownTable("Id", "At", "Model", "Requested", "Provider", "Key", "Run", "Status", "Input tokens", "Output tokens", "USD", "First token ms", "Duration ms", "Repository", "Label");
        foreach (var call in page.Records)
        {
            table.AddRow(
                call.Id.ToString(), MarkdownFormat.Time(call.At), call.ModelServed ?? "–", call.ModelRequested, call.Provider ?? "–", names.GetValueOrDefault(call.KeyId.ToString(), call.KeyId.ToString()),
                call.RunId ?? "–", call.ErrorCode is { } code ? $"{call.Status} {code}" : MarkdownFormat.Count(call.Status), MarkdownFormat.Count(call.Tokens.Input), MarkdownFormat.Count(call.Tokens.Output),
                MarkdownFormat.Usd(call.Cost), MarkdownFormat.OrNone(call.TtftMs), MarkdownFormat.Count(call.DurationMs), call.Repository ?? "–", call.Label ?? "–");
        }

        text.Append(table);
        if (page.Next is { } next) text.Append($"\nOlder calls: `{MarkdownFormat.Older(parameters, next.ToString())}`\n");
    }
}
