using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>The first operator sets up an installation that nobody has used before.</summary>
public sealed class SettingUp : Journey
{
    [Fact]
    public async Task The_first_operator_creates_an_account_with_the_keyboard_on_a_phone()
    {
        var portal = StopAfterBrowsers(await PortalProcess.StartAsync(("Accounts__SetupToken", SampleTeam.SetupToken)));
        var (ada, person) = (await OpenVisitorAsync(DisplaySettings.Phone, address: portal.Address), Person.New());
        var keyboard = new Keyboard(ada.Page);
        await ada.Setup.OpenAsync(SampleTeam.SetupToken);
        await keyboard.ActivateAsync(ada.Setup.Create);
        await Expect(ada.Login.Errors.First).ToBeVisibleAsync();

        await keyboard.TabToAsync(ada.Login.Email);
        await keyboard.TypeAsync(person.Email);
        await keyboard.TabToAsync(ada.Login.Password);
        await keyboard.TypeAsync(person.Password);
        await keyboard.ActivateAsync(ada.Setup.Create);

        await Expect(ada.Overview.Steps).ToBeVisibleAsync();
        await ada.Providers.OpenAsync();
        await Expect(ada.Providers.All.First).ToBeVisibleAsync();

        // Before its portal ends: the page would report the lost connection as an error.
        await ada.Page.CloseAsync();
    }
}
