using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Pages;

/// <summary>Sign in and sign up.</summary>
internal sealed class LoginPage(IPage page)
{
    public ILocator Email => page.GetByLabel("E-mail");

    public ILocator Password => page.GetByLabel("Password");

    public ILocator TeamName => page.GetByLabel("Team name");

    public ILocator SignIn => page.GetByRole(AriaRole.Button, new() { Name = "Sign in" });

    public ILocator CreateTeam => page.GetByRole(AriaRole.Button, new() { Name = "Create team" });

    public ILocator JoinTeam => page.GetByRole(AriaRole.Button, new() { Name = "Join team" });

    /// <summary>Everything that is wrong with what was posted.</summary>
    public ILocator Faults => page.GetByRole(AriaRole.Alert);

    public Task OpenAsync() => page.GotoAsync("/login");

    public Task OpenSignUpAsync() => page.GotoAsync("/login?form=sign-up");

    /// <summary>Fills the sign-up form, sends it, and is let in.</summary>
    public async Task SignUpAsync(Person person)
    {
        await OpenSignUpAsync();
        await FillSignUpAsync(person);
        await CreateTeam.ClickAsync();
        await Expect(page).ToHaveURLAsync("/developer/keys");
    }

    /// <summary>Follows an invitation's link, signs up there, and is let in.</summary>
    public async Task JoinAsync(string link, Person person)
    {
        await page.GotoAsync(link);
        await Expect(Email).ToHaveValueAsync(person.Email);
        await Password.FillAsync(person.Password);
        await JoinTeam.ClickAsync();
        await Expect(page).ToHaveURLAsync("/developer/keys");
    }

    public async Task FillSignUpAsync(Person person)
    {
        await Email.FillAsync(person.Email);
        await Password.FillAsync(person.Password);
        await TeamName.FillAsync(person.Team);
    }

    /// <summary>Fills the sign-in form on the page that is open, and sends it.</summary>
    public async Task SignInAsync(string email, string password)
    {
        await Email.FillAsync(email);
        await Password.FillAsync(password);
        await SignIn.ClickAsync();
    }
}
