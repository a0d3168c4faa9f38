using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>A person adds a passkey of their device and signs in with it.</summary>
[Trait("Promise", "P-3")]
public sealed class UsingAPasskey : Journey
{
    [Fact]
    public async Task A_passkey_is_added_signs_in_without_a_password_or_after_it_and_is_removed()
    {
        var portal = StopAfterBrowsers(await PortalProcess.StartAsync());
        var site = new UriBuilder(portal.Address) { Host = "localhost" }.Uri; // WebAuthn needs a name, not an IP address
        var ada = await OpenVisitorAsync(address: site);
        var person = Person.New("ada");
        await ada.Login.SignUpAsync(person);
        var device = await VirtualAuthenticator.AddAsync(ada.Page);
        await ada.Page.GotoAsync(AccountPage.PasskeysPath);
        await ada.Account.PasskeyName.FillAsync("my laptop");
        await ada.Account.Password.FillAsync(person.Password);
        await ada.Account.Button("Add a passkey").ClickAsync();
        await Expect(ada.Account.RecoveryCodes).ToHaveCountAsync(10);

        await ada.Layout.SignOutAsync();
        await device.SetVerifiedAsync(false);
        await ada.Account.Button("Sign in with a passkey").ClickAsync();
        await Expect(ada.Account.Errors).ToContainTextAsync("No passkey was used.");
        await device.SetVerifiedAsync(true);
        await ada.Account.Button("Sign in with a passkey").ClickAsync();
        await Expect(ada.Overview.Steps).ToBeVisibleAsync();

        await ada.Layout.SignOutAsync();
        await ada.Login.SignInAsync(person.Email, person.Password);
        await Expect(ada.Account.Heading).ToHaveTextAsync("Enter your code");
        await ada.Account.Button("Use a passkey").ClickAsync();
        await Expect(ada.Overview.Steps).ToBeVisibleAsync();

        await ada.Page.GotoAsync(AccountPage.PasskeysPath);
        await ada.Page.GetByRole(AriaRole.Link, new() { Name = "Remove my laptop" }).ClickAsync();
        await ada.Account.Password.FillAsync(person.Password);
        await ada.Account.Button("Remove").ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Link, new() { Name = "Remove my laptop" })).ToBeHiddenAsync();
    }
}
