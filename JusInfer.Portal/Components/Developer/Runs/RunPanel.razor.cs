using System.Collections.Immutable;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage.Feedback;
using JusInfer.Portal.Usage.Runs;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Runs;

/// <summary>One run with its calls, the runs that it started, and the cost of each.</summary>
public sealed partial class RunPanel
{
    /// <summary>Why an attempt has no tokens and no cost of its own.</summary>
    private const string NotOfAttempts = "Recorded for the whole turn, not for each attempt.";

    /// <summary>The runs whose subagents are hidden.</summary>
    private readonly HashSet<string> collapsed = new(StringComparer.Ordinal);

    /// <summary>The runs whose turns are shown; of the root, whose turns are shown at first, hidden.</summary>
    private readonly HashSet<string> switched = new(StringComparer.Ordinal);

    private bool isLoaded;
    private RunTree? tree;
    private RunCacheReport? caches;

    /// <summary>The budget of the tree that the run belongs to, its root, and the cost of all of it; null if there is none.</summary>
    private (NanoUsd Limit, string Root, NanoUsd Cost)? budget;
    private ImmutableDictionary<string, string> keyNames = ImmutableDictionary<string, string>.Empty;
    private ImmutableArray<OutcomeRow> outcomes = [];
    private Pause? pause;
    private ElementReference summary;

    [Parameter, EditorRequired]
    public string RunId { get; set; } = "";

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

    private protected override async Task LoadAsync(Member me)
    {
        var fresh = await Runs.FindTreeAsync(me.TeamId, RunId, Disposed);
        var shared = fresh is null ? null : await FindBudgetAsync(me.TeamId, fresh.Root.Run);
        var keys = await KeyStore.ListAsync(me.TeamId, Disposed);
        var paused = (await Pauses.GetAsync(me.TeamId, Disposed)).Find(RunId);
        var reports = await Feedback.ListAsync(me.TeamId, FeedbackSubject.Session, RunId, Disposed);
        var names = reports.IsEmpty ? null : await ReporterNames.ReadAsync(me.TeamId, KeyStore, Tenancy, Disposed);
        (tree, caches, budget, pause) = (fresh, fresh is null ? null : new RunCacheReport(fresh), shared, paused);
        keyNames = keys.ToImmutableDictionary(key => key.Id.ToString(), key => key.Name);
        outcomes = [.. reports.Select(report => OutcomeRow.From(report, names!.Of))];
        isLoaded = true;
    }

    /// <summary>Reads the budget, which is of the root of the tree and limits the cost of all its runs, not only of this one and those below it.</summary>
    private async Task<(NanoUsd Limit, string Root, NanoUsd Cost)?> FindBudgetAsync(TeamId team, AgentRun run)
    {
        var root = run.Root ?? run.RunId;
        if (await RunBudgets.FindAsync(team, root, Disposed) is not { } limit) return null;
        var top = root == run.RunId ? run : await Runs.FindAsync(team, root, Disposed);
        return (limit, root, (top ?? run).TreeCost);
    }

    private async Task ResumeAsync()
    {
        if (await ReadMemberAsync() is not { } me) return;
        if ((await PauseService.ResumeAsync(me, RunId, Disposed)).Error is { } error) Dialogs.NotifyError(error.Reason);
        else Dialogs.NotifySuccess("The run is resumed.");

        await ReloadAsync();
        await summary.TryFocusAsync(); // The focused button was removed from the page.
    }

    private bool ShowsTurns(RunNode node) => ReferenceEquals(node, tree!.Root) != switched.Contains(node.Run.RunId);

    private static void Toggle(HashSet<string> runs, string session)
    {
        if (!runs.Add(session)) runs.Remove(session);
    }

    private static string Attribute(bool isExpanded) => isExpanded ? "true" : "false";

    private static double CacheShare(long cached, long input) => input == 0 ? 0 : (double)cached / input;

    /// <summary>A part of the cost of the whole tree.</summary>
    /// <summary>What a row has lost of the cache; null if nothing is known.</summary>
    private NanoUsd? LostOf(RunTreeRow row) => row switch
    {
        RunTreeRow.Run { Node: var node } => caches!.CostOf(node.Run.RunId),
        RunTreeRow.Turn { Details.Lost: { } lost } => lost.Cost,
        _ => null,
    };

    private double ShareOf(NanoUsd cost) => NumberFormat.Share(cost, tree!.Root.TreeCost);

    private string NameOf(string key) => keyNames.GetValueOrDefault(key, key);
}
