using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>A person looks after their own account: sessions, password, second factor, deletion.</summary>
[Trait("Promise", "P-3")]
public sealed class ManagingAnAccount : Journey
{
    [Fact]
    public async Task A_session_that_is_ended_elsewhere_closes_its_open_page()
    {
        var (ada, person) = await OpenSignedInAsync();
        var elsewhere = await OpenVisitorAsync();
        await elsewhere.Login.OpenAsync();
        await elsewhere.Login.SignInAsync(person.Email, person.Password);
        await Expect(elsewhere.Keys.Empty).ToBeVisibleAsync();

        await ada.Layout.OpenAccountAsync();
        await Expect(ada.Account.Sessions).ToHaveCountAsync(2);
        await ada.Account.EndOtherSessionAsync();

        await Expect(ada.Account.Sessions).ToHaveCountAsync(1);
        await Expect(elsewhere.Login.SignIn).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_changed_password_closes_the_pages_of_other_sessions_and_keeps_this_one()
    {
        var (ada, person) = await OpenSignedInAsync();
        var elsewhere = await OpenVisitorAsync();
        await elsewhere.Login.OpenAsync();
        await elsewhere.Login.SignInAsync(person.Email, person.Password);
        await Expect(elsewhere.Keys.Empty).ToBeVisibleAsync();

        await ada.Account.OpenAsync();
        await ada.Account.Current.FillAsync(person.Password);
        await ada.Account.New.FillAsync(Secrets.Register("password", $"another horse {Guid.NewGuid():N}"));
        await ada.Account.ChangePassword.ClickAsync();

        await Expect(ada.Account.Notice).ToContainTextAsync("Your password was changed");
        await Expect(elsewhere.Login.SignIn).ToBeVisibleAsync();
        await ada.Keys.OpenAsync();
        await Expect(ada.Keys.Empty).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_changed_address_takes_the_link_in_the_mail_to_it_and_closes_the_open_pages()
    {
        var (ada, person) = await OpenSignedInAsync();
        var elsewhere = await OpenVisitorAsync();
        await elsewhere.Login.OpenAsync();
        await elsewhere.Login.SignInAsync(person.Email, person.Password);
        await Expect(elsewhere.Keys.Empty).ToBeVisibleAsync();
        var next = Person.New("countess").Email;
        await ada.Account.OpenAsync();
        await ada.Account.NewEmail.FillAsync(next);
        await ada.Account.OwnPassword.FillAsync(person.Password);
        await ada.Account.Button("Change the address").ClickAsync();
        await Expect(ada.Account.Notice).ToContainTextAsync($"A link is on its way to {next}.");

        await ada.Page.GotoAsync(await Site.MailedLinkAsync(next, "Confirm your new e-mail address"));
        await Expect(ada.Page).ToHaveURLAsync(ConfirmEmailPage.Path);
        await Expect(ada.ConfirmEmail.Code).ToBeHiddenAsync();
        await ada.ConfirmEmail.Submit.ClickAsync();
        await Expect(ada.ConfirmEmail.Changed).ToBeVisibleAsync();

        // The page that was open elsewhere leads to the sign-in form by itself.
        await Expect(elsewhere.Login.SignIn).ToBeVisibleAsync();
        await ada.Login.OpenAsync();
        await ada.Login.SignInAsync(next, person.Password);
        await Expect(ada.Keys.Empty).ToBeVisibleAsync();
        await ada.Account.OpenAsync();
        await Expect(ada.Page.GetByText($"The address {next} is verified.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_deleted_account_takes_its_keys_and_its_team_along()
    {
        var (ada, person) = await OpenSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop"));
        await agent.CallAsync();

        await ada.Page.GotoAsync("/account/delete");
        await Expect(ada.Page.GetByText("Your one live key and all others")).ToBeVisibleAsync();
        await ada.Account.Password.FillAsync(person.Password);
        await ada.Account.Button("Delete the account").ClickAsync();

        await Expect(ada.Layout.SignIn).ToBeVisibleAsync();
        (await agent.RejectedAsync()).Status.ShouldBe(401);
        await ada.Login.SignInAsync(person.Email, person.Password);
        await Expect(ada.Login.Errors).ToContainTextAsync("e-mail address or the password is wrong");
    }
}
