using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>
/// Renders the UI kit's dialogs and notifications, loads the kit's script, and says when the page could not be updated. Each interactive page contains one.
/// </summary>
public sealed partial class DialogHost : IDisposable
{
    private bool loaded;
    private bool isReady;
    private bool isOutdated;

    [Inject]
    private IJSRuntime Runtime { get; set; } = default!;

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

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await using var module = new JavaScriptModule(Runtime, "/js/kit.js");
            loaded = await module.CallAsync("load");
            if (loaded) StateHasChanged();
        }
        else if (loaded && !isReady)
        {
            isReady = true;
            Notices.AddHost();
        }
    }

    private void Show(object? sender, EventArgs change) => _ = InvokeAsync(() =>
    {
        isOutdated = Notices.IsOutdated;
        StateHasChanged();
    });
}
