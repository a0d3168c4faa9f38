using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>A person signs in with an account of a real OpenID Connect provider.</summary>
[Trait("Promise", "P-3")]
public sealed class SigningInWithAProvider : Journey
{
    [Fact]
    public async Task A_person_signs_up_signs_in_unlinks_and_links_the_provider()
    {
        if (IdentityProviderProcess.Missing is { } reason) Assert.Skip(reason);
        var provider = StopAfterBrowsers(await IdentityProviderProcess.StartAsync());
        var portal = StopAfterBrowsers(await PortalProcess.StartAsync(provider.Settings));
        var (ada, person) = (await OpenVisitorAsync(address: portal.Address), Person.New());
        ada.Errors.ExpectSite(provider.Address);
        await ada.Login.OpenAsync();
        await ada.Login.SignInWithProvider("Acme").ClickAsync();
        await ada.Page.GetByLabel("User name").FillAsync("ada");
        await ada.Account.Button("Sign in at the provider").ClickAsync();
        await Expect(ada.Account.Heading).ToHaveTextAsync("Create your account");
        await ada.Login.TeamName.FillAsync(person.Team);
        await ada.Login.CreateTeam.ClickAsync();

        // The first page of a portal that has just started.
        await Expect(ada.Keys.Empty).ToBeVisibleAsync();

        await ada.Layout.SignOutAsync();
        await ada.Login.SignInWithProvider("Acme").ClickAsync();
        await Expect(ada.Overview.Steps).ToBeVisibleAsync();

        await ada.Account.OpenAsync();
        await ada.Account.New.FillAsync(person.Password);
        await ada.Account.Button("Set password").ClickAsync();
        await Expect(ada.Account.Notice).ToContainTextAsync("Your password was changed");
        await ada.Account.Unlink.ClickAsync();
        await ada.Account.Password.FillAsync(person.Password);
        await ada.Account.Button("Unlink").ClickAsync();
        await Expect(ada.Page).ToHaveURLAsync(AccountPage.Path);
        await Expect(ada.Account.Unlink).ToBeHiddenAsync();

        await ada.Layout.SignOutAsync();
        await ada.Login.SignInWithProvider("Acme").ClickAsync();
        await Expect(ada.Account.Errors).ToContainTextAsync("An account has the address ada@provider.test already.");
        await ada.Login.OpenAsync();
        await ada.Login.SignInAsync("ada@provider.test", person.Password);
        await Expect(ada.Keys.Empty).ToBeVisibleAsync();
        await ada.Account.OpenAsync();
        await ada.Page.GetByRole(AriaRole.Link, new() { Name = "Link Acme", Exact = true }).ClickAsync();
        await ada.Account.Password.FillAsync(person.Password);
        await ada.Account.Button("Link").ClickAsync();
        await Expect(ada.Account.Unlink).ToBeVisibleAsync();

        await ada.Layout.SignOutAsync();
        await ada.Login.SignInWithProvider("Acme").ClickAsync();
        await Expect(ada.Overview.Steps).ToBeVisibleAsync();

        // Before its portal ends: the page would report the lost connection as an error.
        await ada.Page.CloseAsync();
    }
}
