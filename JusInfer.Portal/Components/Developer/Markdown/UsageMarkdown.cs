using System.Collections.Immutable;
using System.Text;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Markdown;

/// <summary>The Usage tab: sums by day, key, model, repository and label, and the latest calls. It has the period and the filters of the tab.</summary>
internal sealed class UsageMarkdown(IUsageQueries usage, IKeyStore keys, TimeProvider time)
{
    private const int MaxGroups = 50;
    private const int MaxCalls = 20;

    public async Task<string> WriteAsync(SignedIn me, IQueryCollection parameters, CancellationToken cancellationToken)
    {
        var query = UsageQuery.Parse(UsageQueryString.Of(parameters), time.GetUtcNow());
        var window = query.WindowOf(me.Tenant.Id);
        var names = (await keys.ListAsync(me.Tenant.Id, cancellationToken)).ToImmutableDictionary(static key => key.Id.ToString(), static key => key.Name);
        var days = await SumAsync(UsageGroup.Day);
        var calls = await usage.ListRequestsAsync(query.FilterOf(me.Tenant.Id, MaxCalls), cancellationToken);

        var text = new StringBuilder($"# Usage of {MarkdownTable.Cell(me.Tenant.Name)}\n\n");
        text.Append($"UTC days {query.From:yyyy-MM-dd} to {query.To:yyyy-MM-dd}. Other periods: `?range=24h|7d|30d|month` or `?from=2026-01-01&to=2026-01-31`. Of one repository or label: `?repository=` or `?label=`. As JSON: `GET /v1/usage`.\n\n");
        AppendTotal(text, days.Aggregate(new UsageSums(), static (sum, row) => sum + row.Sums));
        AppendGroups(text, "Day", days, static day => day);
        AppendGroups(text, "Key", await SumAsync(UsageGroup.Key), key => $"{names.GetValueOrDefault(key, "unknown")} ({key})");
        AppendGroups(text, "Model", await SumAsync(UsageGroup.Model), static model => model.Length == 0 ? "none answered" : model);
        AppendNames(text, "Repository", await SumAsync(UsageGroup.Repository));
        AppendNames(text, "Label", await SumAsync(UsageGroup.Label));
        AppendCalls(text, calls, names);
        return text.ToString();

        Task<ImmutableArray<UsageRow>> SumAsync(UsageGroup group) => usage.BreakDownAsync(window, [group], query.Labels, cancellationToken);
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

    private static void AppendCalls(StringBuilder text, RequestPage page, ImmutableDictionary<string, string> names)
    {
        text.Append("## Latest calls\n\n");
        var table = new MarkdownTable("Id", "At", "Model", "Requested", "Provider", "Key", "Run", "Status", "Input tokens", "Output tokens", "USD", "First token ms", "Duration ms", "Repository", "Label");
        foreach (var call in page.Records)
        {
            table.AddRow(
                call.Id.ToString(), MarkdownFormat.Time(call.At), call.ModelServed ?? "–", call.ModelRequested, call.Provider ?? "–", names.GetValueOrDefault(call.KeyId.ToString(), call.KeyId.ToString()),
                call.Session ?? "–", call.ErrorCode is { } code ? $"{call.Status} {code}" : MarkdownFormat.Count(call.Status), MarkdownFormat.Count(call.Tokens.Input), MarkdownFormat.Count(call.Tokens.Output),
                MarkdownFormat.Usd(call.Cost), MarkdownFormat.OrNone(call.TtftMs), MarkdownFormat.Count(call.DurationMs), call.Repository ?? "–", call.Label ?? "–");
        }

        text.Append(table);
        if (page.Next is { } next) text.Append($"\nOlder calls: `?after={next}`\n");
    }
}
