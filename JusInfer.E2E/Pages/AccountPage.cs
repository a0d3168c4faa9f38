namespace JusInfer.E2E.Pages;

/// <summary>The account page, and the pages that it leads to.</summary>
internal sealed class AccountPage(IPage page)
{
    public const string Path = "/account";
    public const string PasskeysPath = "/account/passkeys";
    public const string TeamsPath = "/account/teams";
    public const string SecondFactorPath = "/account/second-factor";

    public ILocator Current => page.GetByLabel("Current password");

    public ILocator New => page.GetByLabel("New password");

    public ILocator ChangePassword => page.GetByRole(AriaRole.Button, new() { Name = "Change password" });

    public ILocator NewEmail => page.GetByLabel("New e-mail address");

    public ILocator OwnPassword => page.GetByLabel("Your password");

    public ILocator Notice => page.GetByRole(AriaRole.Status);

    public ILocator Errors => page.GetByRole(AriaRole.Alert);

    public ILocator Sessions => page.GetByRole(AriaRole.Region, new() { Name = "Sessions" }).Locator("tbody").GetByRole(AriaRole.Row);

    public ILocator OtherSession => Sessions.Filter(new() { HasNotText = "this session" });

    /// <summary>The field of the second factor's code, in the set-up and at sign-in.</summary>
    public ILocator Code => page.GetByLabel("Code", new() { Exact = true });

    public ILocator TurnOn => page.GetByRole(AriaRole.Button, new() { Name = "Turn on" });

    public ILocator RecoveryCodes => page.Locator(".codes li");

    /// <summary>The links to unlink providers.</summary>
    public ILocator Unlink => page.GetByRole(AriaRole.Link, new() { Name = "Unlink" });

    public ILocator PasskeyName => page.GetByLabel("Name", new() { Exact = true });

    public ILocator Password => page.GetByLabel("Password");

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator Button(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public Task OpenAsync() => page.GotoAsync(Path);

    public Task EndOtherSessionAsync() => OtherSession.GetByRole(AriaRole.Button).ClickAsync();

    /// <summary>The key that the set-up of the second factor shows after the password.</summary>
    public async Task<string> KeyAsync(string password)
    {
        await Password.FillAsync(password);
        await Button("Show the key").ClickAsync();
        return await page.Locator("#second-factor-key").TextContentAsync() ?? "";
    }
}
