using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>A member who forgot the password sets a new one with a link of the owner.</summary>
[Trait("Promise", "P-3")]
public sealed class ResettingAPassword : Journey
{
    [Fact]
    public async Task The_link_of_the_owner_works_once_and_ends_open_sessions()
    {
        var (ada, _) = await OpenSignedInAsync();
        var grace = Person.New("grace");
        await ada.Members.OpenAsync();
        var elsewhere = await OpenVisitorAsync();
        await elsewhere.Login.JoinAsync(await ada.Members.InviteAsync(grace.Email, "Member"), grace);
        await Expect(elsewhere.Keys.Empty).ToBeVisibleAsync();
        var link = await ada.Members.CreateResetLinkAsync(grace.Email);

        var visitor = await OpenVisitorAsync();
        await visitor.Page.GotoAsync(link);
        await Expect(visitor.Page).ToHaveURLAsync(ResetPage.Path);
        await Expect(visitor.Reset.Code).ToBeHiddenAsync();
        await visitor.Reset.SetAsync("short");
        await Expect(visitor.Reset.Errors).ToContainTextAsync("12 to 256 characters");
        var password = Secrets.Register("password", $"another horse {Guid.NewGuid():N}");
        await visitor.Reset.SetAsync(password);
        await Expect(visitor.Reset.Changed).ToBeVisibleAsync();

        // The page that was open elsewhere leads to the sign-in form by itself.
        await Expect(elsewhere.Login.SignIn).ToBeVisibleAsync();
        await visitor.Login.OpenAsync();
        await visitor.Login.SignInAsync(grace.Email, password);
        await Expect(visitor.Keys.Empty).ToBeVisibleAsync();

        await elsewhere.Page.GotoAsync(link);
        await elsewhere.Reset.SetAsync("a third password of some length");
        await Expect(elsewhere.Reset.Errors).ToContainTextAsync("used already");
    }

    [Fact]
    public async Task A_person_who_forgot_the_password_sets_a_new_one_with_a_mailed_link()
    {
        var (elsewhere, ada) = await OpenSignedInAsync();
        var visitor = await OpenVisitorAsync();
        await visitor.Forgot.AskAsync(ada.Email);

        await visitor.Page.GotoAsync(await Site.MailedLinkAsync(ada.Email, "Set a new password"));
        await Expect(visitor.Page).ToHaveURLAsync(ResetPage.Path);
        await Expect(visitor.Reset.Code).ToBeHiddenAsync();
        var password = Secrets.Register("password", $"another horse {Guid.NewGuid():N}");
        await visitor.Reset.SetAsync(password);
        await Expect(visitor.Reset.Changed).ToBeVisibleAsync();

        await Expect(elsewhere.Login.SignIn).ToBeVisibleAsync();
        await visitor.Login.OpenAsync();
        await visitor.Login.SignInAsync(ada.Email, password);
        await Expect(visitor.Keys.Empty).ToBeVisibleAsync();
        await visitor.Account.OpenAsync();
        await Expect(visitor.Page.GetByText($"The address {ada.Email} is verified.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_person_verifies_the_address_with_the_link_of_the_sign_up()
    {
        var (visitor, ada) = await OpenSignedInAsync();

        await visitor.Page.GotoAsync(await Site.MailedLinkAsync(ada.Email, "Verify"));
        await Expect(visitor.Page).ToHaveURLAsync(VerifyPage.Path);
        await Expect(visitor.Verify.Code).ToBeHiddenAsync();
        await visitor.Verify.Submit.ClickAsync();

        await Expect(visitor.Verify.Verified).ToBeVisibleAsync();
    }
}
