using System.Text;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Mcp.Tools;

/// <summary>Sums usage and cost, as <c>GET /v1/usage</c> does.</summary>
internal sealed class UsageTool(UsageReader reader, UsageDimensions dimensions, TimeProvider time)
    : McpTool<UsageSumsQuery>(
    "get_usage",
    "Usage and cost",
    "Sums requests, tokens and cost in US dollars over a range of time, in total and by groups. Without from and to, the current month "
    + "in UTC. A key for calls gets the total of its own calls, without groups.",
    UsageFields.Of(dimensions))
{
    private const int MaxRows = 100;

    protected override async Task<Result<ToolOutput, RequestError>> RunAsync(SignedIn me, Input<UsageSumsQuery> input,
        CancellationToken cancellationToken)
    {
        var filter = UsageFields.Read(input, dimensions, time.GetUtcNow());
        var only = OnlyKeyOf(me);
        if (only is not null)
        {
            foreach (var field in input.Request.Other?.Keys.ToArray() ?? [])
                input.Errors.Add(
                    field, $"{field} needs a key with the scope usage:read, or an access token: this key reads the total of its own calls.");
            filter = filter with { Groups = [], Selection = UsageSelection.All.With(UsageDimensions.Key, only.Id) };
        }

        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        var report = await reader.ReadAsync(me.Team.Id, filter, cancellationToken) with { Names = UsageNames.None };
        var period = report.Filter.Period;
        var text = new StringBuilder($"# Usage of {(only is null ? "" : "the key ")}{MarkdownTable.Cell(only?.Name ?? me.Team.Name)}\n\n");
        text.Append($"{MarkdownFormat.Time(period.Start)} to {MarkdownFormat.Time(period.End)}\n\n");
        text.Append(UsageReportTable.Write(report, MaxRows));
        if (report.AskedPeriod is not null)
        {
            text.Append($"\nNo sums have these groups and filters: only the calls of the last {UsageReader.MaxDaysOfCalls} days ");
            text.Append("are summed.\n");
        }

        return ToolOutput.Create(text.ToString(), UsageView.Create(report, MaxRows), ApiJson.Default.UsageView);
    }
}
