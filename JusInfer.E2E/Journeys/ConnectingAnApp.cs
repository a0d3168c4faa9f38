using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>A person lets an app use the MCP server.</summary>
public sealed class ConnectingAnApp : Journey
{
    [Fact]
    public async Task A_person_signs_in_allows_an_app_by_keyboard_and_disconnects_it()
    {
        var (ada, person) = await OpenSignedInAsync();
        await Expect(ada.Keys.Empty).ToBeVisibleAsync();
        await ada.Layout.SignOutAsync();
        await Expect(ada.Login.SignIn).ToBeVisibleAsync();
        var app = StopAfterBrowsers(await LoopbackApp.StartAsync(Site.Address));
        ada.Errors.ExpectSite(app.Address);
        ada.Errors.ExpectSite(app.Done);

        await ada.Page.GotoAsync(app.AuthorizePath);
        await ada.Login.SignInAsync(person.Email, person.Password);
        await Expect(ada.Account.Heading).ToHaveTextAsync($"Connect {LoopbackApp.Name}?");
        await Expect(ada.Page.GetByRole(AriaRole.Main)).ToContainTextAsync(app.Address.Authority);
        await Expect(ada.Page.GetByRole(AriaRole.Main)).ToContainTextAsync(person.Team);
        await ada.Page.GetByRole(AriaRole.Checkbox).PressAsync("Space");
        await ada.Account.Button("Allow").PressAsync("Enter");

        await Expect(ada.Account.Heading).ToHaveTextAsync("You can close this page.");
        var access = await app.ConnectAsync();
        (await app.ListToolsAsync(access)).Body.ShouldContain("mint_key");

        await ada.Account.OpenAsync();
        await ada.Account.Button($"Disconnect {LoopbackApp.Name}").ClickAsync();
        await Expect(ada.Page.GetByText("No app is connected.")).ToBeVisibleAsync();
        (await app.ListToolsAsync(access)).Status.ShouldBe(401);
    }
}
