namespace JusInfer.E2E.Pages;

/// <summary>The menu of a row of a table.</summary>
/// <param name="page">The page.</param>
/// <param name="row">What the menu is for.</param>
internal sealed class RowMenu(IPage page, string row)
{
    public ILocator Opener => page.GetByRole(AriaRole.Button, new() { Name = $"Actions for {row}", Exact = true });

    /// <summary>An action of the open menu.</summary>
    public ILocator Action(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public async Task ChooseAsync(string action)
    {
        await Opener.ClickAsync();
        await Action(action).ClickAsync();
    }
}
