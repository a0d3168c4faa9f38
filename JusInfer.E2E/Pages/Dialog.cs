namespace JusInfer.E2E.Pages;

/// <summary>The topmost dialog.</summary>
internal sealed class Dialog(IPage page)
{
    public ILocator Self => page.GetByRole(AriaRole.Dialog);

    public ILocator Errors => Self.GetByRole(AriaRole.Alert);

    public ILocator MoreOptions => Self.GetByText("More options");

    public ILocator Field(string label) => Self.GetByLabel(label);

    public ILocator Button(string name) => Self.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Self.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    /// <summary>Presses a button that closes the dialog.</summary>
    public async Task CloseWithAsync(string button)
    {
        await Button(button).ClickAsync();
        await Expect(Self).ToHaveCountAsync(0);
    }
}
