using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>Renders the UI kit's dialogs and notifications and loads the kit's script. Each interactive page contains one.</summary>
public sealed partial class DialogHost
{
    private bool loaded;

    [Inject]
    private IJSRuntime Runtime { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await using var module = new JavaScriptModule(Runtime, "/js/kit.js");
            loaded = await module.CallAsync("load");
            if (loaded) StateHasChanged();
        }
        else if (loaded)
        {
            Dialogs.HostIsReady();
        }
    }
}
