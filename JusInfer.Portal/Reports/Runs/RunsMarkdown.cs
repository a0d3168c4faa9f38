using System.Collections.Immutable;
using System.Text;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage.Runs;

namespace JusInfer.Portal.Reports.Runs;

/// <summary>The Runs tab: the newest runs, with the filter of the tab.</summary>
internal sealed class RunsMarkdown(IRunQueries runs, IKeyStore keys, PauseCache pauses)
{
    private const int MaxRuns = 50;

    public async Task<string> WriteAsync(SignedIn me, IQueryCollection parameters, CancellationToken cancellationToken)
    {
        var filter = new RunFilter
        {
            Team = me.Team.Id,
            Limit = MaxRuns,
            Key = KeyId.TryParse(parameters["key"], out var key) ? key : null,
            After = RunCursor.Parse(parameters["after"]),
        };
        var page = await runs.ListAsync(filter, cancellationToken);
        var paused = await pauses.GetAsync(me.Team.Id, cancellationToken);
        var names = (await keys.ListAsync(me.Team.Id, cancellationToken)).ToImmutableDictionary(static known => known.Id, static known => known.Name);

        var text = new StringBuilder($"# Runs of {MarkdownTable.Cell(me.Team.Name)}\n\n");
        text.Append("A run is the calls of one agent session; its tree includes the runs that it started. Those with the newest last call first. One run: `GET /v1/runs/{session}`.\n\n");
        var table = new MarkdownTable("Run", "Started by", "Key", "Paused", "First call", "Last call", "Requests", "Failed", "Input tokens", "Output tokens", "USD", "Tree USD", "Page");
        foreach (var run in page.Runs)
        {
            table.AddRow(
                run.RunId, run.Parent ?? "–", run.Key is { } id ? names.GetValueOrDefault(id, id.ToString()) : "–", paused.Find(run.RunId) is null ? "–" : "paused", MarkdownFormat.Time(run.FirstAt),
                MarkdownFormat.Time(run.LastAt), MarkdownFormat.Count(run.Sums.Requests), MarkdownFormat.Count(run.Sums.Errors), MarkdownFormat.Count(run.Sums.InputTokens),
                MarkdownFormat.Count(run.Sums.OutputTokens), MarkdownFormat.Usd(run.Sums.Cost), MarkdownFormat.Usd(run.TreeCost), RunLink.Of(run.RunId));
        }

        text.Append(table);
        if (page.Next is { } next) text.Append($"\nOlder runs: `{MarkdownFormat.Older(parameters, next.ToString())}`\n");
        return text.ToString();
    }
}
