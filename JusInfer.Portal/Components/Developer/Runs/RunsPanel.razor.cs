using System.Collections.Immutable;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage.Runs;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Runs;

/// <summary>The team's runs, those with the newest last call first.</summary>
public sealed partial class RunsPanel
{
    private const int PageSize = 50;

    private RunListPage? page;
    private ImmutableDictionary<string, string> keyNames = ImmutableDictionary<string, string>.Empty;
    private TeamPauses pauses = TeamPauses.None;
    private (string?, string?)? loaded;
    private DataTable? list;

    [SupplyParameterFromQuery]
    private string? Key { get; set; }

    [SupplyParameterFromQuery]
    private string? After { get; set; }

    [Inject]
    private IRunQueries Runs { get; set; } = default!;

    [Inject]
    private IKeyStore KeyStore { get; set; } = default!;

    [Inject]
    private PauseCache PauseCache { get; set; } = default!;

    [Inject]
    private PauseService PauseService { get; set; } = default!;

    protected override async Task OnParametersSetAsync()
    {
        if (loaded is not null && loaded != (Key, After)) await ReloadAsync();
    }

    private protected override async Task LoadAsync(Member me)
    {
        var requested = (Key, After);
        loaded = requested;
        var filter = new RunFilter
        {
            Team = me.TeamId,
            Limit = PageSize,
            Key = KeyId.TryParse(Key, out var key) ? key : null,
            After = RunCursor.Parse(After),
        };
        var (fresh, keys) = (await Runs.ListAsync(filter, Disposed), await KeyStore.ListAsync(me.TeamId, Disposed));
        var paused = await PauseCache.GetAsync(me.TeamId, Disposed);
        if (requested != loaded) return; // The user has changed the filter meanwhile.
        (page, pauses, keyNames) = (fresh, paused, keys.ToImmutableDictionary(key => key.Id.ToString(), key => key.Name));
    }

    private async Task ResumeAsync(AgentRun run)
    {
        if (await ReadMemberAsync() is not { } me) return;
        if ((await PauseService.ResumeAsync(me, run.RunId, Disposed)).Error is { } error) Dialogs.NotifyError(error.Reason);
        else Dialogs.NotifySuccess($"The run {run.RunId} is resumed.");

        await ReloadAsync();
        if (list is not null) await list.FocusAsync(); // The focused button was removed from the page.
    }

    private string NameOf(KeyId? key) => key is { } id ? keyNames.GetValueOrDefault(id.ToString(), id.ToString()) : "–";

    private void Filter(string? key) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { ["key"] = string.IsNullOrEmpty(key) ? null : key, ["after"] = null }));

    private string WithQuery(string? after) => Navigation.GetUriWithQueryParameter("after", after);
}
