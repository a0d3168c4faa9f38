using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Accessibility;

/// <summary>Pages of the first operator, on portals of their own: the shared portal has an operator already, and must not call a provider.</summary>
public sealed class AccessibleNewInstallation : AccessiblePages
{
    [Fact]
    public async Task The_form_of_a_valid_setup_link_has_no_serious_accessibility_violation_and_no_unreachable_element()
    {
        var portal = StopAfterBrowsers(await PortalProcess.StartAsync(("Accounts__SetupToken", SampleTeam.SetupToken)));
        var ada = await OpenVisitorAsync(address: portal.Address);
        await ada.Setup.OpenAsync(SampleTeam.SetupToken);
        await Expect(ada.Setup.Create).ToBeVisibleAsync();
        await CheckAsync("setup", ada);

        await ada.Setup.Create.ClickAsync();
        await Expect(ada.Login.Errors.First).ToBeVisibleAsync();
        await CheckAsync("setup with errors", ada);
    }

    [Fact]
    public async Task A_connected_provider_and_its_dialogs_have_no_serious_accessibility_violation_and_no_unreachable_element()
    {
        var provider = StopAfterBrowsers(await ScriptedProvider.StartAsync());
        var portal = StopAfterBrowsers(await PortalProcess.StartAsync(("Accounts__SetupToken", SampleTeam.SetupToken), ("Catalog__Path", provider.WriteCatalog())));
        var (ada, person) = (await OpenVisitorAsync(address: portal.Address), Person.New());
        await ada.Setup.OpenAsync(SampleTeam.SetupToken);
        await ada.Login.Email.FillAsync(person.Email);
        await ada.Login.Password.FillAsync(person.Password);
        await ada.Setup.Create.ClickAsync();
        await Expect(ada.Overview.Steps).ToBeVisibleAsync();

        await ada.Providers.OpenAsync();
        await ada.Providers.Connect(ScriptedProvider.Id).ClickAsync();
        await ada.Providers.Credential.FillAsync("sk-wrong");
        await ada.Providers.Dialog.Button("Save and test").ClickAsync();
        await Expect(ada.Providers.Dialog.Self).ToContainTextAsync("The provider rejects the credential (401).");
        await CheckAsync("connect a provider with a failed test", ada);

        await ada.ApplyAsync(DisplaySettings.Desktop);
        await ada.Providers.Dialog.CloseWithAsync("Close");
        await Expect(ada.Providers.Row(ScriptedProvider.Id)).ToContainTextAsync("Set in the portal");
        await CheckAsync("providers with a rejected credential", ada);

        await ada.ApplyAsync(DisplaySettings.Desktop);
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = $"Turn off {ScriptedProvider.Id}", Exact = true }).ClickAsync();
        await Expect(ada.Providers.Dialog.Button("Turn off")).ToBeVisibleAsync();
        await CheckAsync("turning off a provider", ada);
    }
}
