namespace JusInfer.E2E.Pages;

/// <summary>The page of a link to set a new password.</summary>
internal sealed class ResetPage(IPage page)
{
    public const string Path = "/reset";

    public ILocator Code => page.GetByLabel("Code");

    public ILocator Password => page.GetByLabel("New password");

    public ILocator Submit => page.GetByRole(AriaRole.Button, new() { Name = "Set password" });

    public ILocator Changed => page.GetByRole(AriaRole.Heading, new() { Name = "Your password was changed" });

    public ILocator Errors => page.GetByRole(AriaRole.Alert);

    public async Task SetAsync(string password)
    {
        await Password.FillAsync(password);
        await Submit.ClickAsync();
    }
}
