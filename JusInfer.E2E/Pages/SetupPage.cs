namespace JusInfer.E2E.Pages;

/// <summary>The page of the setup link, which creates the first operator's account. It has the fields of <see cref="LoginPage"/>.</summary>
internal sealed class SetupPage(IPage page)
{
    public ILocator Create => page.GetByRole(AriaRole.Button, new() { Name = "Create operator account" });

    public Task<IResponse?> OpenAsync(string token) => page.GotoAsync($"/setup?token={token}");
}
