namespace JusInfer.E2E.Pages;

/// <summary>A text field with suggestions.</summary>
internal sealed class ComboBox(IPage page, string label)
{
    public ILocator Field => page.GetByRole(AriaRole.Combobox, new() { Name = label, Exact = true });

    /// <summary>All suggestions, also those that are not shown.</summary>
    public ILocator Suggestions => Field.Locator("xpath=..").Locator("[role=option]");

    /// <summary>The suggestions that are shown.</summary>
    public ILocator Shown => Suggestions.Filter(new() { Visible = true });

    /// <summary>The suggestion that Enter chooses.</summary>
    public ILocator Active => Suggestions.And(page.Locator("[aria-selected=true]"));

    public ILocator Error => Field.Locator("xpath=ancestor::div[@class='text-field']").GetByRole(AriaRole.Alert);

    /// <summary>Types a part of a suggestion and clicks on it.</summary>
    public async Task ChooseAsync(string text)
    {
        await Field.FillAsync(text);
        await Shown.Filter(new() { HasText = text }).First.ClickAsync();
    }

    /// <summary>Enters a text, whether it is suggested or not.</summary>
    public async Task EnterAsync(string text)
    {
        await Field.FillAsync(text);
        await Field.PressAsync("Enter");
    }
}
