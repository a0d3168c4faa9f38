using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace JusInfer.Portal.Components.Shared;

/// <summary>
/// Moves the focus. A user can leave the page, or lose the connection, before the browser is asked: that is not an error, and must not end
/// the circuit of the page that follows.
/// </summary>
internal static class ElementFocus
{
    extension(ElementReference element)
    {
        public Task TryFocusAsync() => TryAsync(element.FocusAsync());
    }

    extension(MudBaseButton button)
    {
        public Task TryFocusAsync() => TryAsync(button.FocusAsync());
    }

    private static async Task TryAsync(ValueTask focus)
    {
        try
        {
            await focus;
        }
        catch (Exception error) when (error is JSException or JSDisconnectedException or OperationCanceledException)
        {
        }
    }
}
