using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.E2E.Journeys;

/// <summary>A person sets up an authenticator app and signs in with it.</summary>
[Trait("Promise", "P-3")]
public sealed class UsingASecondFactor : Journey
{
    [Fact]
    public async Task Signing_in_takes_a_code_and_a_lost_app_a_recovery_code()
    {
        var (ada, person) = await OpenSignedInAsync();
        await ada.Page.GotoAsync(AccountPage.SecondFactorPath);
        var app = new AuthenticatorApp(await ada.Account.KeyAsync(person.Password));
        await ada.Account.Code.FillAsync("000000");
        await ada.Account.TurnOn.ClickAsync();
        await Expect(ada.Account.Errors).ToContainTextAsync("is not the one that the app shows now");
        await ada.Account.Code.FillAsync(app.CodeAt(DateTimeOffset.UtcNow));
        await ada.Account.TurnOn.ClickAsync();
        await Expect(ada.Account.RecoveryCodes).ToHaveCountAsync(10);
        var recovery = await ada.Account.RecoveryCodes.First.TextContentAsync() ?? "";

        var visitor = await OpenVisitorAsync();
        await visitor.Login.OpenAsync();
        await visitor.Login.SignInAsync(person.Email, person.Password);
        await Expect(visitor.Account.Heading).ToHaveTextAsync("Enter your code");
        await visitor.Account.Code.FillAsync(app.CodeAt(DateTimeOffset.UtcNow, steps: 1));
        await visitor.Login.SignIn.ClickAsync();
        await Expect(visitor.Keys.Empty).ToBeVisibleAsync();

        var withoutApp = await OpenVisitorAsync();
        await withoutApp.Login.OpenAsync();
        await withoutApp.Login.SignInAsync(person.Email, person.Password);
        await withoutApp.Account.Code.FillAsync(recovery);
        await withoutApp.Login.SignIn.ClickAsync();
        await Expect(withoutApp.Keys.Empty).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_session_that_did_not_use_it_confirms_before_it_changes_what_protects_the_team()
    {
        var (ada, person) = await OpenSignedInAsync();
        var other = await OpenVisitorAsync();
        await other.Login.OpenAsync();
        await other.Login.SignInAsync(person.Email, person.Password);
        await Expect(other.Keys.Empty).ToBeVisibleAsync();
        await other.Page.GotoAsync(AccountPage.SecondFactorPath);
        var app = new AuthenticatorApp(await other.Account.KeyAsync(person.Password));
        await other.Account.Code.FillAsync(app.CodeAt(DateTimeOffset.UtcNow));
        await other.Account.TurnOn.ClickAsync();
        await Expect(other.Account.RecoveryCodes).ToHaveCountAsync(10);

        await ada.Settings.OpenAsync();
        await RequireAsync(ada);
        await Expect(ada.Account.Heading).ToHaveTextAsync("Confirm that it is you");
        await ada.Account.Code.FillAsync(app.CodeAt(DateTimeOffset.UtcNow, steps: 1));
        await ada.Account.Button("Confirm").ClickAsync();
        await Expect(ada.Page).ToHaveURLAsync(SettingsPage.Path);
        await RequireAsync(ada);

        await Expect(ada.Page.GetByText("The team requires a second factor.").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_team_that_requires_one_sends_its_members_to_the_set_up()
    {
        var (ada, person) = await OpenSignedInAsync();
        await ada.Settings.OpenAsync();
        await RequireAsync(ada);

        await Expect(ada.Account.Heading).ToHaveTextAsync("Set up a second factor");
        await ada.Keys.OpenAsync();
        await Expect(ada.Account.Heading).ToHaveTextAsync("Set up a second factor");
        var app = new AuthenticatorApp(await ada.Account.KeyAsync(person.Password));
        await ada.Account.Code.FillAsync(app.CodeAt(DateTimeOffset.UtcNow));
        await ada.Account.TurnOn.ClickAsync();
        await ada.Page.GetByRole(AriaRole.Link, new() { Name = "I have stored them" }).ClickAsync();
        await Expect(ada.Overview.Steps).ToBeVisibleAsync();
    }

    private static async Task RequireAsync(Visitor ada)
    {
        await ada.Settings.RequireSecondFactor.ClickAsync();
        await ada.Settings.Dialog.Button("Require it").ClickAsync();
    }
}
