namespace JusInfer.E2E.Pages;

/// <summary>The command palette, which Ctrl+K opens on every page.</summary>
internal sealed class CommandPalette(IPage page)
{
    public ILocator Dialog => page.GetByRole(AriaRole.Dialog, new() { Name = "Go to" });

    public ILocator Field => page.GetByRole(AriaRole.Combobox, new() { Name = "Go to" });

    public ILocator Options => Dialog.GetByRole(AriaRole.Option);

    public ILocator Selected => Dialog.GetByRole(AriaRole.Option, new() { Selected = true });

    public async Task OpenAsync()
    {
        await page.Keyboard.PressAsync("Control+k");
        await Expect(Options.First).ToBeVisibleAsync();
    }
}
