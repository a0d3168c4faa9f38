using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>
/// Renders the UI kit's dialogs, notifications and popovers, and says when the page could not be updated. Each interactive panel
/// contains one. Of several, the first one has the dialogs, because the kit shows each of them in every place that can.
/// </summary>
public sealed partial class DialogHost : IDisposable
{
    private bool isLeader;
    private bool isOutdated;

    [Inject]
    private Dialogs Notices { get; set; } = default!;

    public void Dispose()
    {
        Notices.Changed -= Show;
        Notices.RemoveHost(this);
    }

    protected override void OnInitialized()
    {
        Notices.AddHost(this);
        Notices.Changed += Show;
        (isLeader, isOutdated) = (Notices.Leader == this, Notices.IsOutdated);
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (isLeader) Notices.SetReady();
    }

    private void Show(object? sender, EventArgs change) => _ = InvokeAsync(() =>
    {
        (isLeader, isOutdated) = (Notices.Leader == this, Notices.IsOutdated);
        StateHasChanged();
    });
}
