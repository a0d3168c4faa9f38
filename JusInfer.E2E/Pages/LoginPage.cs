using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Pages;

/// <summary>The sign-in and sign-up forms.</summary>
internal sealed class LoginPage(IPage page)
{
    public ILocator Email => page.GetByLabel("E-mail");

    public ILocator Password => page.GetByLabel("Password");

    public ILocator TeamName => page.GetByLabel("Team name");

    public ILocator SignIn => page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true });

    /// <summary>The link that leads to a provider.</summary>
    public ILocator SignInWithProvider(string name) => page.GetByRole(AriaRole.Link, new() { Name = $"Sign in with {name}", Exact = true });

    public ILocator CreateTeam => page.GetByRole(AriaRole.Button, new() { Name = "Create team" });

    public ILocator JoinTeam => page.GetByRole(AriaRole.Button, new() { Name = "Join team" });

    /// <summary>The errors of the posted form.</summary>
    public ILocator Errors => page.GetByRole(AriaRole.Alert);

    /// <summary>Opens the form that leads to the keys, with which most journeys go on; alone, it leads to the Overview.</summary>
    public Task OpenAsync() => page.GotoAsync($"/login?returnUrl={KeysPage.Path}");

    /// <summary>Opens the other form that leads to the keys.</summary>
    public Task OpenSignUpAsync() => page.GotoAsync($"/login?form=sign-up&returnUrl={KeysPage.Path}");

    /// <summary>Signs a person up and waits for the Keys tab.</summary>
    public async Task SignUpAsync(Person person)
    {
        await OpenSignUpAsync();
        await FillSignUpAsync(person);
        await CreateTeam.ClickAsync();
        await Expect(page).ToHaveURLAsync(KeysPage.Path);
    }

    /// <summary>Opens the link of an invitation, signs up and opens the Keys tab.</summary>
    public async Task JoinAsync(string link, Person person)
    {
        await page.GotoAsync(link);
        await Expect(Email).ToHaveValueAsync(person.Email);
        await Password.FillAsync(person.Password);
        await JoinTeam.ClickAsync();
        await Expect(page).ToHaveURLAsync(OverviewPage.Path);
        await page.GotoAsync(KeysPage.Path);
    }

    public async Task FillSignUpAsync(Person person)
    {
        await Email.FillAsync(person.Email);
        await Password.FillAsync(person.Password);
        await TeamName.FillAsync(person.Team);
    }

    /// <summary>Fills and submits the sign-in form of the open page.</summary>
    public async Task SignInAsync(string email, string password)
    {
        await Email.FillAsync(email);
        await Password.FillAsync(password);
        await SignIn.ClickAsync();
    }
}
