using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Components.Developer.Keys;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace JusInfer.Portal.Components.Developer.Overview;

/// <summary>What the team spends and what needs attention. The period is in the address.</summary>
public sealed partial class OverviewPanel
{
    private const int MaxItems = 5;

    private OverviewViewModel? view;
    private string? loaded;
    private ElementReference attention;

    [SupplyParameterFromQuery]
    private string? Period { get; set; }

    [Inject]
    private OverviewReader Reader { get; set; } = default!;

    [Inject]
    private PauseService PauseService { get; set; } = default!;

    private bool IsHourly => view?.Figures.Period.Step is TimelineStep.Hour;

    private string Step => IsHourly ? "hour" : "day";

    protected override async Task OnParametersSetAsync()
    {
        if (view is not null && loaded != Period) await ReloadAsync();
    }

    private protected override async Task LoadAsync(Member me)
    {
        var requested = loaded = Period;
        var read = await Reader.ReadAsync(me, requested, Disposed);
        if (requested == loaded) view = read; // Otherwise the user has chosen another period meanwhile.
    }

    private string AddressOf(string period) =>
        Navigation.GetUriWithQueryParameter("period", period == OverviewFigures.DefaultPeriod ? null : period);

    private static string SubjectOf(BudgetRow row) => $"{row.Name} {row.Window}{(row.Budget.Model is { } model ? $", {model} only" : "")}";

    private static string IconOf(AttentionKind kind) => kind switch
    {
        AttentionKind.Limit => Icons.Material.Outlined.Speed,
        AttentionKind.Pause => Icons.Material.Outlined.PauseCircle,
        AttentionKind.Key => Icons.Material.Outlined.VpnKey,
        AttentionKind.Webhook => Icons.Material.Outlined.Webhook,
        AttentionKind.Provider => Icons.Material.Outlined.Dns,
        _ => Icons.Material.Outlined.ErrorOutline,
    };

    private async Task MintAsync()
    {
        if (await Dialogs.OpenAsync<MintDialog, bool>("Mint a key")) await ReloadAsync();
    }

    private async Task FixAsync(AttentionFix fix)
    {
        if (await ReadMemberAsync() is not { } me) return;
        if (fix.Resume is { } paused)
        {
            if ((await PauseService.ResumeAsync(me, paused, Disposed)).TryGet(out var key, out var error))
                Dialogs.NotifySuccess($"{key.Name} is resumed.");
            else Dialogs.NotifyError(error.Reason);
        }

        await ReloadAsync();
        await attention.TryFocusAsync(); // The focused button can be gone.
    }
}
