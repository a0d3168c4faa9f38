using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace JusInfer.Portal.Components.Shared;

internal static class ElementFocus
{
    extension(ElementReference element)
    {
        /// <summary>
        /// Moves the focus to the element. A user can leave the page, or lose the connection, before the browser is asked: that is not an error, and must
        /// not end the circuit of the page that follows.
        /// </summary>
        public async Task TryFocusAsync()
        {
            try
            {
                await element.FocusAsync();
            }
            catch (Exception error) when (error is JSException or JSDisconnectedException or OperationCanceledException)
            {
            }
        }
    }
}
