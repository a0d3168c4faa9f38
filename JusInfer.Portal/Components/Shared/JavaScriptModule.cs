using Microsoft.JSInterop;

namespace JusInfer.Portal.Components.Shared;

/// <summary>
/// A JavaScript module that is loaded in the browser on first use. A user can leave the page at any time: a call that does not reach the
/// browser is not an error.
/// </summary>
internal sealed class JavaScriptModule(IJSRuntime runtime, string path) : IAsyncDisposable
{
    private Task<IJSObjectReference>? module;

    /// <summary>Loads the module before it is called.</summary>
    /// <returns>False if the browser is disconnected.</returns>
    public Task<bool> TryLoadAsync() => TryAsync(LoadAsync);

    /// <summary>Calls a function of the module.</summary>
    /// <returns>False if the browser is disconnected.</returns>
    public Task<bool> CallAsync(string function, params object?[] arguments) => TryAsync(async () =>
    {
        await (await LoadAsync()).InvokeVoidAsync(function, arguments);
    });

    /// <summary>Calls a function of the module that returns a text.</summary>
    /// <returns>Null if the function returns none, or the browser is disconnected.</returns>
    public async Task<string?> ReadAsync(string function)
    {
        string? text = null;
        await TryAsync(async () =>
        {
            text = await (await LoadAsync()).InvokeAsync<string?>(function);
        });
        return text;
    }

    public async ValueTask DisposeAsync()
    {
        if (module is { IsFaulted: false, IsCanceled: false } loaded) await TryAsync(async () => await (await loaded).DisposeAsync());
    }

    /// <summary>Calls that arrive while the module is loaded wait for it in their order. A module that could not be loaded is loaded again.</summary>
    private Task<IJSObjectReference> LoadAsync() =>
        module = module is { IsFaulted: false, IsCanceled: false } ? module : runtime.InvokeAsync<IJSObjectReference>("import", path).AsTask();

    private static async Task<bool> TryAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (Exception error) when (error is JSDisconnectedException or OperationCanceledException)
        {
            return false;
        }
    }
}
