using System.Collections.Immutable;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Alerts;

/// <summary>The alerts that the signed-in member may see, newest first.</summary>
public sealed partial class AlertsPanel
{
    private const int PageSize = 50;

    private ImmutableArray<Alert>? alerts;
    private string? next;
    private string? loaded;

    [SupplyParameterFromQuery]
    private string? After { get; set; }

    [Inject]
    private IAlertStore Store { get; set; } = default!;

    protected override async Task OnParametersSetAsync()
    {
        if (alerts is not null && loaded != After) await ReloadAsync();
    }

    private protected override async Task LoadAsync(Member me)
    {
        var requested = loaded = After;
        var found = await Store.ListAsync(AlertFilter.VisibleTo(me, PageSize + 1, AlertId.TryParse(After, out var after) ? after : null), Disposed);
        if (requested != loaded) return; // The user has opened another page meanwhile.
        next = found.Length > PageSize ? found[PageSize - 1].Id.ToString() : null;
        alerts = [.. found.Take(PageSize)];
    }
}
