using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Pages;

/// <summary>The command palette, which Ctrl+K opens on every page.</summary>
internal sealed class CommandPalette(IPage page)
{
    private const string ListPattern = "**/palette.json";

    public ILocator Dialog => page.GetByRole(AriaRole.Dialog, new() { Name = "Go to" });

    public ILocator Field => page.GetByRole(AriaRole.Combobox, new() { Name = "Go to" });

    public ILocator Options => Dialog.GetByRole(AriaRole.Option);

    public ILocator Selected => Dialog.GetByRole(AriaRole.Option, new() { Selected = true });

    /// <summary>What the palette says in place of places: that they are loading, why they cannot be loaded, or that none matches.</summary>
    public ILocator Note => Dialog.GetByRole(AriaRole.Status);

    /// <summary>Cancels each request for the list of places, as a browser that cannot reach the server.</summary>
    public Task FailToLoadAsync() => page.RouteAsync(ListPattern, static route => route.AbortAsync("aborted"));

    /// <summary>Keeps each request for the list of places waiting.</summary>
    /// <returns>Lets all of them continue.</returns>
    public async Task<Action> DelayAsync()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync(ListPattern, async route =>
        {
            await release.Task;
            await route.ContinueAsync();
        });
        return () => release.TrySetResult();
    }

    public Task LoadAgainAsync() => page.UnrouteAsync(ListPattern);

    public async Task OpenAsync()
    {
        // The page listens to the keys once its scripts have run.
        await DocumentState.WaitUntilLoadedAsync(page);
        await page.Keyboard.PressAsync("Control+k");
        await Expect(Options.First).ToBeVisibleAsync();
    }
}
