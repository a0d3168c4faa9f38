using Microsoft.JSInterop;

namespace JusInfer.Portal.Components.Shared;

/// <summary>
/// A script module in the visitor's browser. A page may be left at any moment: a call that no longer reaches it is no fault.
/// </summary>
internal sealed class BrowserModule(IJSRuntime script, string path) : IAsyncDisposable
{
    private IJSObjectReference? module;

    /// <summary>Loads the module if need be and calls one of its functions; false where the browser has gone.</summary>
    public Task<bool> CallAsync(string function, params object?[] arguments) => ReachAsync(async () =>
    {
        module ??= await script.InvokeAsync<IJSObjectReference>("import", path);
        await module.InvokeVoidAsync(function, arguments);
    });

    public async ValueTask DisposeAsync()
    {
        if (module is not null) await ReachAsync(async () => await module.DisposeAsync());
    }

    private static async Task<bool> ReachAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            return false;
        }
    }
}
