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
        try
        {
            await using var module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/kit.js");
            await module.InvokeVoidAsync("load");
        }
        catch (JSDisconnectedException)
        {
            // The page was left while the script loaded.
            return;
        }

        loaded = true;
        StateHasChanged();
        Dialogs.HostIsReady();
    }
}
