using System.Collections.Immutable;
using System.ComponentModel;
using System.Text;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Mcp.Tools;

/// <summary>Sums usage and cost, as <c>GET /v1/usage</c> does.</summary>
internal sealed class UsageTool(IUsageQueries usage, TimeProvider time) : McpTool<UsageArguments>(
    "get_usage",
    "Usage and cost",
    "Sums requests, tokens and cost in US dollars over a range of time, in total and by groups. Without from and to, the current month in UTC. "
    + "A key for calls gets the total of its own calls, without groups.")
{
    private const int MaxRows = 100;

    protected override async Task<Result<ToolOutput, RequestError>> RunAsync(SignedIn me, Input<UsageArguments> input, CancellationToken cancellationToken)
    {
        var arguments = input.Request;
        var query = new Input<UsageSumsQuery>(new UsageSumsQuery { From = arguments.From, To = arguments.To, GroupBy = arguments.GroupBy, Repository = arguments.Repository, Label = arguments.Label }, input.Errors);
        var window = UsageApi.WindowOf(me.Team.Id, query, time.GetUtcNow());
        var groups = UsageApi.GroupsOf(query);
        var only = OnlyKeyOf(me);
        if (only is not null && arguments.GroupBy is not null)
            query.AddError(nameof(UsageSumsQuery.GroupBy), "{0} needs a key with the scope usage:read, or an access token: this key reads the total of its own calls.");
        var labels = UsageApi.LabelsOf(query.Request);
        if (only is not null && labels.HasLabel)
            query.AddError(arguments.Repository is null ? nameof(UsageSumsQuery.Label) : nameof(UsageSumsQuery.Repository), "{0} needs a key with the scope usage:read, or an access token: this key reads the total of its own calls.");
        if (query.Errors.Any) return new RequestError.Invalid(query.Errors);

        if (only is not null)
            return Write($"Usage of the key {MarkdownTable.Cell(only.Name)}", window, [], [], await usage.SumAsync(window, new UsageSumFilter { Key = only.Id }, cancellationToken));
        var rows = await usage.BreakDownAsync(window, groups, labels, cancellationToken);
        return Write($"Usage of {MarkdownTable.Cell(me.Team.Name)}", window, groups, rows, rows.Aggregate(new UsageSums(), static (sums, row) => sums + row.Sums));
    }

    private static ToolOutput Write(string heading, UsageWindow window, ImmutableArray<UsageGroup> groups, ImmutableArray<UsageRow> rows, UsageSums total)
    {
        var listed = groups is [UsageGroup.Day, ..] ? rows.TakeLast(MaxRows).ToImmutableArray() : [.. rows.Take(MaxRows)];
        var text = new StringBuilder($"# {heading}\n\n{MarkdownFormat.Time(window.From)} to {MarkdownFormat.Time(window.To)}\n\n");
        var table = new MarkdownTable([.. groups.Select(static group => EnumFormat.Format(group)), "requests", "failed", "input tokens", "from cache", "output tokens", "USD", "USD on the baseline"]);
        foreach (var row in listed) table.AddRow([.. row.IsRest ? groups.Select(static _ => "others") : row.Group, .. Cells(row.Sums)]);
        if (groups.IsEmpty || rows.Length > 1) table.AddRow([.. groups.Select(static (_, index) => index == 0 ? "total" : ""), .. Cells(total)]);
        text.Append(table);
        if (rows.Length > listed.Length) text.Append($"\n{rows.Length - listed.Length} more rows are not listed; the total has them.\n");

        var view = new UsageView(window.From.UtcDateTime, window.To.UtcDateTime, [.. listed.Select(row => SumsView.From(row, groups))], SumsView.From(total));
        return ToolOutput.Create(text.ToString(), view, ApiJson.Default.UsageView);
    }

    private static string[] Cells(UsageSums sums) =>
    [
        MarkdownFormat.Count(sums.Requests), MarkdownFormat.Count(sums.Errors), MarkdownFormat.Count(sums.InputTokens), MarkdownFormat.Count(sums.CachedTokens),
        MarkdownFormat.Count(sums.OutputTokens), MarkdownFormat.Usd(sums.Cost), MarkdownFormat.Usd(sums.BaselineCost),
    ];
}

/// <summary>The arguments of <see cref="UsageTool"/>.</summary>
internal sealed record UsageArguments
{
    [Description("The first hour, such as 2026-11-01 or 2026-11-20T12:00:00Z.")]
    public DateTimeOffset? From { get; init; }

    [Description("The hour before which the sum ends.")]
    public DateTimeOffset? To { get; init; }

    [Description("One or more of day, key, model, member, user, session, provider, repository and label, separated by commas; day if absent.")]
    public string? GroupBy { get; init; }

    [Description("Only calls for this repository, as the client named it.")]
    [ShortText(200)]
    public string? Repository { get; init; }

    [Description("Only calls with this label, as the client named it.")]
    [ShortText(200)]
    public string? Label { get; init; }
}
