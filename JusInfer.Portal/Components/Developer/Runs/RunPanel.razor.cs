using System.Collections.Immutable;
using JusInfer.Portal.Budgets;
using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Feedback;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Runaway;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage.Runs;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Runs;

/// <summary>One run with the runs that it started, the cost of each and their requests.</summary>
public sealed partial class RunPanel
{
    /// <summary>Deeper runs are indented as much as those of this depth.</summary>
    private const int MaxIndent = 6;

    /// <summary>The runs whose subagents are hidden.</summary>
    private readonly HashSet<string> collapsed = new(StringComparer.Ordinal);

    private bool isLoaded;
    private RunTree? tree;
    private NanoUsd? budget;
    private ImmutableDictionary<string, string> keyNames = ImmutableDictionary<string, string>.Empty;
    private ImmutableArray<OutcomeRow> outcomes = [];
    private Pause? pause;
    private string? selected;
    private ElementReference summary;

    [Parameter, EditorRequired]
    public string Session { get; set; } = "";

    [Inject]
    private IRunQueries Runs { get; set; } = default!;

    [Inject]
    private IRunBudgetStore RunBudgets { get; set; } = default!;

    [Inject]
    private IKeyStore KeyStore { get; set; } = default!;

    [Inject]
    private IFeedbackStore Feedback { get; set; } = default!;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private PauseCache Pauses { get; set; } = default!;

    [Inject]
    private PauseService PauseService { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    /// <summary>The run whose requests are shown: the chosen one, or the root.</summary>
    private RunNode? Selected => tree is null ? null : Flatten(tree.Root, 0).Select(item => item.Node).FirstOrDefault(node => node.Run.Session == selected) ?? tree.Root;

    private protected override async Task LoadAsync(Member me)
    {
        tree = await Runs.FindTreeAsync(me.TenantId, Session, Disposed);
        budget = tree is null ? null : await RunBudgets.FindAsync(me.TenantId, tree.Root.Run.Root ?? Session, Disposed);
        keyNames = (await KeyStore.ListAsync(me.TenantId, Disposed)).ToImmutableDictionary(key => key.Id.ToString(), key => key.Name);
        pause = (await Pauses.GetAsync(me.TenantId, Disposed)).Find(Session);
        var reports = await Feedback.ListAsync(me.TenantId, FeedbackSubject.Session, Session, Disposed);
        var names = reports.IsEmpty ? null : await ReporterNames.ReadAsync(me.TenantId, KeyStore, Tenancy, Disposed);
        outcomes = [.. reports.Select(report => OutcomeRow.Of(report, names!.Of))];
        isLoaded = true;
    }

    private async Task ResumeAsync()
    {
        if (await ReadMemberAsync() is not { } me) return;
        if ((await PauseService.ResumeAsync(me, Session, Disposed)).Error is { } error) Dialogs.NotifyError(error.Reason);
        else Dialogs.NotifySuccess("The run is resumed.");

        await ReloadAsync();
        await summary.FocusAsync(); // The focused button was removed from the page.
    }

    private static IEnumerable<(RunNode Node, int Depth)> Flatten(RunNode node, int depth) =>
        node.Children.SelectMany(child => Flatten(child, depth + 1)).Prepend((node, depth));

    /// <summary>The runs of the tree without those below a collapsed one.</summary>
    private IEnumerable<(RunNode Node, int Depth)> Visible(RunNode node, int depth) => collapsed.Contains(node.Run.Session)
        ? [(node, depth)]
        : node.Children.SelectMany(child => Visible(child, depth + 1)).Prepend((node, depth));

    private void Toggle(string session)
    {
        if (!collapsed.Add(session)) collapsed.Remove(session);
    }

    private static double CacheShare(AgentRun run) => run.Sums.InputTokens == 0 ? 0 : (double)run.Sums.CachedTokens / run.Sums.InputTokens;

    /// <summary>The part of the tree's cost that a run itself caused.</summary>
    private double ShareOf(RunNode node) => NumberFormat.Share(node.Run.Sums.Cost, tree!.Root.TreeCost);

    private string NameOf(string key) => keyNames.GetValueOrDefault(key, key);
}
