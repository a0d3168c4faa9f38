using System.ComponentModel;
using System.Text;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Usage.Runs;

namespace JusInfer.Portal.Mcp.Tools;

/// <summary>Lists agent runs, as <c>GET /v1/runs</c> does.</summary>
internal sealed class RunListTool(IRunQueries runs, PauseCache pauses) : McpTool<RunListArguments>(
    "list_runs",
    "Agent runs",
    "Lists agent runs with tokens and cost, those with the newest last call first. A run is the calls that name the same session; its tree includes the runs that "
    + "it started. A key for calls gets the runs that it began.")
{
    private const int DefaultLimit = 20;

    protected override async Task<Result<ToolOutput, RequestError>> RunAsync(SignedIn me, Input<RunListArguments> input, CancellationToken cancellationToken)
    {
        var arguments = input.Request;
        var after = RunCursor.Parse(arguments.After);
        if (arguments.After is not null && after is null) input.AddError(nameof(RunListArguments.After), "{0} must be the value of next in the previous result.");
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);

        var filter = new RunFilter
        {
            Team = me.Team.Id,
            Limit = arguments.Limit ?? DefaultLimit,
            After = after,
            Key = OnlyKeyOf(me)?.Id ?? arguments.Key,
        };
        var page = await runs.ListAsync(filter, cancellationToken);
        var paused = await pauses.GetAsync(me.Team.Id, cancellationToken);
        var view = new RunPageView([.. page.Runs.Select(run => RunView.From(run, paused))], page.Next?.ToString(), page.ScannedTo?.ToString());
        return ToolOutput.Create(Write(page, paused), view, ApiJson.Default.RunPageView);
    }

    private static string Write(RunListPage page, TeamPauses paused)
    {
        var table = new MarkdownTable("run", "started by", "key", "first call", "last call", "requests", "failed", "input tokens", "output tokens", "USD", "tree USD", "paused");
        foreach (var run in page.Runs)
        {
            table.AddRow(
                run.RunId, run.Parent ?? "–", run.Key?.ToString() ?? "–", MarkdownFormat.Time(run.FirstAt), MarkdownFormat.Time(run.LastAt), MarkdownFormat.Count(run.Sums.Requests),
                MarkdownFormat.Count(run.Sums.Errors), MarkdownFormat.Count(run.Sums.InputTokens), MarkdownFormat.Count(run.Sums.OutputTokens), MarkdownFormat.Usd(run.Sums.Cost),
                MarkdownFormat.Usd(run.TreeCost), paused.Find(run.RunId) is null ? "no" : "yes");
        }

        var text = new StringBuilder("# Runs\n\n").Append(table);
        if (page.Runs.IsEmpty) text.Append("\nThere are no such runs.\n");
        if (page.Next is { } next) text.Append($"\nOlder runs: after = {next}\n");
        return text.ToString();
    }
}

/// <summary>The arguments of <see cref="RunListTool"/>.</summary>
internal sealed record RunListArguments
{
    [Description("The number of runs; 20 if absent."), WholeNumber(1, 200)]
    public int? Limit { get; init; }

    [Description("The value of next in the previous result.")]
    public string? After { get; init; }

    [Description("Only runs whose first call used this key: its id.")]
    public KeyId? Key { get; init; }
}
