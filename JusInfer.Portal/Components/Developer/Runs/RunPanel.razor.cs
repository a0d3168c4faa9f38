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

/// <summary>One run with its calls, the runs that it started, and the cost of each.</summary>
public sealed partial class RunPanel
{
    /// <summary>The runs whose subagents are hidden.</summary>
    private readonly HashSet<string> collapsed = new(StringComparer.Ordinal);

    /// <summary>The runs whose turns are shown; of the root, whose turns are shown at first, hidden.</summary>
    private readonly HashSet<string> switched = new(StringComparer.Ordinal);

    private bool isLoaded;
    private RunTree? tree;
    private NanoUsd? budget;
    private ImmutableDictionary<string, string> keyNames = ImmutableDictionary<string, string>.Empty;
    private ImmutableArray<OutcomeRow> outcomes = [];
    private Pause? pause;
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
        await summary.TryFocusAsync(); // The focused button was removed from the page.
    }

    private bool ShowsTurns(RunNode node) => ReferenceEquals(node, tree!.Root) != switched.Contains(node.Run.Session);

    private static void Toggle(HashSet<string> runs, string session)
    {
        if (!runs.Add(session)) runs.Remove(session);
    }

    private static string Attribute(bool isExpanded) => isExpanded ? "true" : "false";

    private static double CacheShare(long cached, long input) => input == 0 ? 0 : (double)cached / input;

    /// <summary>A part of the cost of the whole tree.</summary>
    private double ShareOf(NanoUsd cost) => NumberFormat.Share(cost, tree!.Root.TreeCost);

    private string NameOf(string key) => keyNames.GetValueOrDefault(key, key);
}
