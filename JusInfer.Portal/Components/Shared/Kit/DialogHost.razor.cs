using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>
/// Renders the UI kit's dialogs, notifications and popovers, and says when the page could not be updated. Each interactive page contains one.
/// </summary>
public sealed partial class DialogHost : IDisposable
{
    private bool isReady;
    private bool isOutdated;

    [Inject]
    private Dialogs Notices { get; set; } = default!;

    public void Dispose()
    {
        Notices.OutdatedChanged -= Show;
        if (isReady) Notices.RemoveHost();
    }

    protected override void OnInitialized()
    {
        isOutdated = Notices.IsOutdated;
        Notices.OutdatedChanged += Show;
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender) return;
        isReady = true;
        Notices.AddHost();
    }

    private void Show(object? sender, EventArgs change) => _ = InvokeAsync(() =>
    {
        isOutdated = Notices.IsOutdated;
        StateHasChanged();
    });
}
