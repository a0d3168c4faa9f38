using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>Where the kit draws dialogs and notices. One on each interactive page, since the kit's script is loaded only there.</summary>
public sealed partial class KitHost
{
    private bool loaded;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        await using var module = new BrowserModule(Script, "/js/kit.js");
        loaded = await module.CallAsync("load");
        if (!loaded) return;
        StateHasChanged();
        Dialogs.HostIsReady();
    }
}
