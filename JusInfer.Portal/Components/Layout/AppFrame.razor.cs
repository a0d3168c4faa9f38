using System.Globalization;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Notifications.Alerts;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Layout;

/// <summary>
/// What is around a page of a signed-in member: a bar with the team, the search, alerts and the account, and the list of pages.
/// It is plain HTML, so that it is also there on pages without a circuit. The list of pages is the last in the order of the
/// keyboard, so that few presses of Tab lead to the page.
/// </summary>
public sealed partial class AppFrame
{
    private const int MaxShown = 9;
    private static readonly TimeSpan Recent = TimeSpan.FromHours(24);

    private int alerts;

    [Parameter, EditorRequired]
    public RenderFragment ChildContent { get; set; } = default!;

    [CascadingParameter]
    private SignedIn Me { get; set; } = default!;

    [Inject]
    private CatalogSnapshot Catalog { get; set; } = default!;

    [Inject]
    private IAlertStore Alerts { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    private string AlertsLabel => alerts == 0
        ? "Alerts"
        : $"Alerts, {(alerts > MaxShown ? $"more than {MaxShown}" : alerts.ToString(CultureInfo.InvariantCulture))} in the last 24 hours";

    protected override async Task OnInitializedAsync()
    {
        var since = Time.GetUtcNow() - Recent;
        var latest = await Alerts.ListAsync(
            AlertFilter.VisibleTo(Me.Member, MaxShown + 1, after: null), Http?.RequestAborted ?? CancellationToken.None);
        alerts = latest.Count(alert => alert.At >= since);
    }
}
