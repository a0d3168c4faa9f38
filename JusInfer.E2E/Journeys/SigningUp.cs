using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>Signing up creates an account and a team.</summary>
[Trait("Promise", "P-3")]
public sealed class SigningUp : Journey
{
    [Fact]
    public async Task All_errors_are_shown_at_once_and_the_form_keeps_everything_but_the_password()
    {
        var visitor = await OpenVisitorAsync();
        await visitor.Login.OpenSignUpAsync();
        var person = new Person("ada at example", Secrets.Register("password", "short-one"), "The Analysts");
        await visitor.Login.FillSignUpAsync(person);
        await visitor.Login.CreateTeam.ClickAsync();

        await Expect(visitor.Login.Errors).ToHaveCountAsync(2);
        await Expect(visitor.Login.Errors.First).ToContainTextAsync("e-mail address");
        await Expect(visitor.Login.Errors.Last).ToContainTextAsync("12");
        await Expect(visitor.Login.Email).ToHaveValueAsync(person.Email);
        await Expect(visitor.Login.TeamName).ToHaveValueAsync(person.Team);
        await Expect(visitor.Login.Password).ToHaveValueAsync("");
    }

    [Fact]
    public async Task For_an_address_with_an_account_the_form_suggests_signing_in()
    {
        var grace = (await Site.SampleTeam).Owner;
        var visitor = await OpenVisitorAsync();
        await visitor.Login.OpenSignUpAsync();
        await visitor.Login.FillSignUpAsync(grace with { Password = Secrets.Register("password", "another good password") });
        await visitor.Login.CreateTeam.ClickAsync();
        await Expect(visitor.Login.Errors).ToContainTextAsync("sign in instead");
    }

    [Fact]
    public async Task A_name_with_HTML_is_shown_as_text()
    {
        var visitor = await OpenVisitorAsync();
        var mallory = Person.New("mallory") with { Team = "<img src=x onerror=alert(1)> & 'co'" };
        await visitor.Login.SignUpAsync(mallory);
        await Expect(visitor.Page.GetByText(mallory.Team, new() { Exact = true })).ToBeVisibleAsync();
        await visitor.Keys.MintAndCloseAsync("<b>bold</b>");
        await Expect(visitor.Keys.Row("<b>bold</b>")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_login_page_redirects_a_signed_in_user()
    {
        var visitor = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await visitor.Page.GotoAsync("/login?form=sign-up");
        await Expect(visitor.Page).ToHaveURLAsync(OverviewPage.Path);
    }
}
