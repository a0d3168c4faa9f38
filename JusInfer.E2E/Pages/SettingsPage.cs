namespace JusInfer.E2E.Pages;

/// <summary>The page Settings of the team.</summary>
internal sealed class SettingsPage(IPage page)
{
    public const string Path = "/developer/settings";

    public Dialog Dialog => new(page);

    public ILocator RequireSecondFactor =>
        page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Require it", Exact = true }).First;

    public ILocator ChangeDays => page.GetByRole(AriaRole.Button, new() { Name = "Change days", Exact = true });

    public ILocator AuditLog => page.GetByRole(AriaRole.Link, new() { Name = "audit log", Exact = true });

    public Task OpenAsync() => page.GotoAsync(Path);
}
