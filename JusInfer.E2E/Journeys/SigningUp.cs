using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>An account, and the team that its maker owns.</summary>
[Trait("Promise", "P-3")]
public sealed class SigningUp : Journey
{
    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_and_only_the_password_is_typed_again()
    {
        var visitor = await ArriveAsync();
        await visitor.Login.OpenSignUpAsync();
        var hasty = new Person("ada at example", Secrets.Plant("password", "short-one"), "The Analysts");
        await visitor.Login.FillSignUpAsync(hasty);
        await visitor.Login.CreateTeam.ClickAsync();

        await Expect(visitor.Login.Faults).ToHaveCountAsync(2);
        await Expect(visitor.Login.Faults.First).ToContainTextAsync("e-mail address");
        await Expect(visitor.Login.Faults.Last).ToContainTextAsync("12");
        await Expect(visitor.Login.Email).ToHaveValueAsync(hasty.Email);
        await Expect(visitor.Login.TeamName).ToHaveValueAsync(hasty.Team);
        await Expect(visitor.Login.Password).ToHaveValueAsync("");
    }

    [Fact]
    public async Task An_address_that_has_an_account_is_sent_to_sign_in()
    {
        var grace = (await Site.FurnishedTeam).Owner;
        var visitor = await ArriveAsync();
        await visitor.Login.OpenSignUpAsync();
        await visitor.Login.FillSignUpAsync(grace with { Password = Secrets.Plant("password", "another good password") });
        await visitor.Login.CreateTeam.ClickAsync();
        await Expect(visitor.Login.Faults).ToContainTextAsync("sign in instead");
    }

    [Fact]
    public async Task A_name_full_of_markup_is_shown_as_it_was_typed()
    {
        var visitor = await ArriveAsync();
        var mallory = Person.New("mallory") with { Team = "<img src=x onerror=alert(1)> & 'co'" };
        await visitor.Login.SignUpAsync(mallory);
        await Expect(visitor.Page.GetByText(mallory.Team, new() { Exact = true })).ToBeVisibleAsync();
        await visitor.Keys.MintAndCloseAsync("<b>bold</b>");
        await Expect(visitor.Keys.Row("<b>bold</b>")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Whoever_is_signed_in_has_no_business_at_the_login_page()
    {
        var visitor = await ArriveAsync(session: (await Site.FurnishedTeam).Session);
        await visitor.Login.OpenSignUpAsync();
        await Expect(visitor.Page).ToHaveURLAsync("/developer/keys");
    }
}
