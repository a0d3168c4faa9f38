namespace JusInfer.E2E.Pages;

/// <summary>The page of people who forgot their password.</summary>
internal sealed class ForgotPage(IPage page)
{
    public const string Path = "/forgot";

    public ILocator Email => page.GetByLabel("E-mail");

    public ILocator Send => page.GetByRole(AriaRole.Button, new() { Name = "Send the link" });

    public ILocator Sent => page.GetByRole(AriaRole.Heading, new() { Name = "Look into your mailbox" });

    public ILocator Errors => page.GetByRole(AriaRole.Alert);

    /// <summary>Opens the page from the sign-in form and asks for a link.</summary>
    public async Task AskAsync(string email)
    {
        await page.GotoAsync("/login");
        await page.GetByRole(AriaRole.Link, new() { Name = "Forgot your password?" }).ClickAsync();
        await Email.FillAsync(email);
        await Send.ClickAsync();
        await Expect(Sent).ToBeVisibleAsync();
    }
}
