using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>Signing in with a password, signing out, and the redirect to the requested page.</summary>
[Trait("Promise", "P-3")]
public sealed class SigningIn : Journey
{
    [Fact]
    public async Task After_signing_out_the_user_is_anonymous_until_signing_in_again()
    {
        var (ada, person) = await OpenSignedInAsync();
        await ada.Keys.MintAndCloseAsync("Ada's laptop");
        await ada.Layout.SignOutAsync();
        await Expect(ada.Layout.SignIn).ToBeVisibleAsync();
        await Expect(ada.Page).ToHaveURLAsync("/login");

        await ada.Login.SignInAsync(person.Email, person.Password);
        await Expect(ada.Page).ToHaveURLAsync(OverviewPage.Path);
        await ada.Layout.Tab("Keys").ClickAsync();
        await Expect(ada.Keys.Row("Ada's laptop")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("/developer/keys")]
    [InlineData("/developer/usage?range=30d&status=error")]
    [InlineData("/developer/tenant")]
    public async Task A_protected_page_opens_after_signing_in(string page)
    {
        var grace = (await Site.SampleTeam).Owner;
        var visitor = await OpenVisitorAsync();
        await visitor.Page.GotoAsync(page);
        await Expect(visitor.Login.SignIn).ToBeVisibleAsync();
        await visitor.Login.SignInAsync(grace.Email, grace.Password);
        await Expect(visitor.Page).ToHaveURLAsync(page);
        await Expect(visitor.Page.GetByText(grace.Team)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_get_the_same_message()
    {
        var grace = (await Site.SampleTeam).Owner;
        var visitor = await OpenVisitorAsync();
        await visitor.Login.OpenAsync();
        await visitor.Login.SignInAsync(grace.Email, Secrets.Register("password", "not the password of this account"));
        await Expect(visitor.Login.Errors).ToContainTextAsync("e-mail address or the password is wrong");
        await Expect(visitor.Login.Email).ToHaveValueAsync(grace.Email);
        await Expect(visitor.Login.Password).ToHaveValueAsync("");
        var message = await visitor.Login.Errors.TextContentAsync();

        await visitor.Login.SignInAsync("nobody@example.com", Secrets.Register("password", "not a password of any account"));
        await Expect(visitor.Login.Email).ToHaveValueAsync("nobody@example.com");
        await Expect(visitor.Login.Errors).ToHaveTextAsync(message!);
    }

    [Fact]
    public async Task An_empty_form_shows_an_error_at_both_fields()
    {
        var visitor = await OpenVisitorAsync();
        await visitor.Login.OpenAsync();
        await visitor.Login.SignIn.ClickAsync();
        await Expect(visitor.Login.Errors).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_return_address_on_another_site_is_ignored()
    {
        var grace = (await Site.SampleTeam).Owner;
        var visitor = await OpenVisitorAsync();
        await visitor.Page.GotoAsync("/login?returnUrl=" + Uri.EscapeDataString("//elsewhere.example/"));
        await visitor.Login.SignInAsync(grace.Email, grace.Password);
        await Expect(visitor.Page).ToHaveURLAsync(OverviewPage.Path);
    }
}
