using System.ComponentModel;
using System.Text;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;
using JusInfer.Portal.Usage.Runs;

namespace JusInfer.Portal.Mcp.Tools;

/// <summary>Reads an agent run with its calls and the runs that it started, as <c>GET /v1/runs/{session}</c> does.</summary>
internal sealed class RunTool(IRunQueries runs, IUsageQueries usage, IRunBudgetStore budgets, PauseCache pauses, IFeedbackStore feedback) : McpTool<RunArguments>(
    "get_run",
    "One agent run",
    "Reads one agent run: its tokens, cache use and cost, its latest calls, and the runs that it started. A key for calls reads the runs that it began, and of "
    + "them its own calls only.")
{
    private const int MaxCalls = 20;

    protected override async Task<Result<ToolOutput, RequestError>> RunAsync(SignedIn me, Input<RunArguments> input, CancellationToken cancellationToken)
    {
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        var session = input.Request.Session!;
        var tree = await runs.FindTreeAsync(me.Team.Id, session, cancellationToken);
        if (tree is null || (OnlyKeyOf(me) is { } only && tree.Root.Run.Key != only.Id)) return new RequestError.NotFound("There is no such run. list_runs lists the runs.");
        if (OnlyKeyOf(me) is { } own) tree = await new RunsOfKey(usage, me.Team.Id, own.Id).SelectAsync(tree, cancellationToken);

        var budget = await budgets.FindAsync(me.Team.Id, tree.Root.Run.Root ?? session, cancellationToken);
        var reports = await feedback.ListAsync(me.Team.Id, FeedbackSubject.Session, session, cancellationToken);
        var access = ProviderErrorAccess.Of(me.Member, me.IsOperator);
        var view = RunTreeView.From(tree, access, budget, await pauses.GetAsync(me.Team.Id, cancellationToken), reports);
        return ToolOutput.Create(Write(tree, view), view, ApiJson.Default.RunTreeView);
    }

    private static string Write(RunTree tree, RunTreeView view)
    {
        var text = new StringBuilder($"# Run {MarkdownTable.Cell(view.Session)}\n\n");
        text.Append($"{view.RequestCount} calls ({view.Errors} failed), {view.InputTokens} input tokens ({view.CachedTokens} from a cache), {view.OutputTokens} output tokens, ");
        text.Append($"{MarkdownFormat.Usd(view.CostUsd)} USD; {MarkdownFormat.Usd(view.TreeCostUsd)} USD with the runs that it started");
        text.Append(view.BudgetUsd is { } budget ? $", of a budget of {MarkdownFormat.Usd(budget)} USD.\n" : ".\n");
        if (view.Paused is { } paused) text.Append($"\nIt is paused: {MarkdownTable.Cell(paused.Reason)}\n");

        var runs = new MarkdownTable("run", "level", "calls", "failed", "input tokens", "output tokens", "USD", "USD with its runs");
        AppendRuns(runs, tree.Root, level: 0);
        text.Append("\n## Tree\n\n").Append(runs);
        if (tree.IsTruncated) text.Append("\nFurther runs are not listed.\n");

        var calls = new MarkdownTable("call", "at", "model", "status", "input tokens", "from cache", "output tokens", "USD", "attempts");
        foreach (var call in tree.Root.Requests.Take(MaxCalls))
        {
            calls.AddRow(
                call.Id.ToString(), MarkdownFormat.Time(call.At), call.ModelServed ?? call.ModelRequested, call.ErrorCode is { } code ? $"{call.Status} {code}" : MarkdownFormat.Count(call.Status),
                MarkdownFormat.Count(call.Tokens.Input), MarkdownFormat.Count(call.Tokens.CacheRead), MarkdownFormat.Count(call.Tokens.Output), MarkdownFormat.Usd(call.Cost),
                MarkdownFormat.Count(call.Attempts));
        }

        return text.Append("\n## Latest calls\n\n").Append(calls).ToString();
    }

    private static void AppendRuns(MarkdownTable table, RunNode node, int level)
    {
        var (run, sums) = (node.Run, node.Run.Sums);
        table.AddRow(
            run.RunId, MarkdownFormat.Count(level), MarkdownFormat.Count(sums.Requests), MarkdownFormat.Count(sums.Errors), MarkdownFormat.Count(sums.InputTokens),
            MarkdownFormat.Count(sums.OutputTokens), MarkdownFormat.Usd(sums.Cost), MarkdownFormat.Usd(node.TreeCost));
        foreach (var child in node.Children) AppendRuns(table, child, level + 1);
    }
}

/// <summary>The arguments of <see cref="RunTool"/>.</summary>
internal sealed record RunArguments
{
    [Description("The run: the session that its calls name."), RequiredField]
    public string? Session { get; init; }
}
