using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>In by password, out by a button, and back to where one wanted to go.</summary>
[Trait("Promise", "P-3")]
public sealed class SigningIn : Journey
{
    [Fact]
    public async Task Whoever_signs_out_is_a_stranger_until_signing_in_again()
    {
        var (ada, person) = await ArriveSignedInAsync();
        await ada.Keys.MintAndCloseAsync("Ada's laptop");
        await ada.Frame.SignOut.ClickAsync();
        await Expect(ada.Frame.SignIn).ToBeVisibleAsync();
        await Expect(ada.Page).ToHaveURLAsync("/");

        await ada.Frame.SignIn.ClickAsync();
        await ada.Login.SignInAsync(person.Email, person.Password);
        await Expect(ada.Page).ToHaveURLAsync(KeysPage.Path);
        await Expect(ada.Keys.Row("Ada's laptop")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("/developer/keys")]
    [InlineData("/developer/usage?range=30d&status=error")]
    [InlineData("/developer/tenant")]
    public async Task A_protected_page_asks_who_is_there_and_then_opens(string page)
    {
        var grace = (await Site.FurnishedTeam).Owner;
        var visitor = await ArriveAsync();
        await visitor.Page.GotoAsync(page);
        await Expect(visitor.Login.SignIn).ToBeVisibleAsync();
        await visitor.Login.SignInAsync(grace.Email, grace.Password);
        await Expect(visitor.Page).ToHaveURLAsync(page);
        await Expect(visitor.Page.GetByText(grace.Team)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_are_answered_alike()
    {
        var grace = (await Site.FurnishedTeam).Owner;
        var visitor = await ArriveAsync();
        await visitor.Login.OpenAsync();
        await visitor.Login.SignInAsync(grace.Email, Secrets.Plant("password", "not her password at all"));
        await Expect(visitor.Login.Faults).ToContainTextAsync("e-mail address or the password is wrong");
        await Expect(visitor.Login.Email).ToHaveValueAsync(grace.Email);
        await Expect(visitor.Login.Password).ToHaveValueAsync("");
        var said = await visitor.Login.Faults.TextContentAsync();

        await visitor.Login.SignInAsync("nobody@example.com", Secrets.Plant("password", "whatever it may be"));
        await Expect(visitor.Login.Email).ToHaveValueAsync("nobody@example.com");
        await Expect(visitor.Login.Faults).ToHaveTextAsync(said!);
    }

    [Fact]
    public async Task An_empty_form_names_both_fields_at_once()
    {
        var visitor = await ArriveAsync();
        await visitor.Login.OpenAsync();
        await visitor.Login.SignIn.ClickAsync();
        await Expect(visitor.Login.Faults).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_link_to_another_site_does_not_lead_there_after_signing_in()
    {
        var grace = (await Site.FurnishedTeam).Owner;
        var visitor = await ArriveAsync();
        await visitor.Page.GotoAsync("/login?returnUrl=" + Uri.EscapeDataString("//elsewhere.example/"));
        await visitor.Login.SignInAsync(grace.Email, grace.Password);
        await Expect(visitor.Page).ToHaveURLAsync(KeysPage.Path);
    }
}
