using System.Net;
using AngleSharp.Html.Parser;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Components.Account;

[Trait("Promise", "P-12")]
public sealed class JoinFormTests : IClassFixture<SharedPortal>
{
    private const string Password = "a long enough password";

    private readonly PagesHost portal;
    private readonly string email = $"{Guid.NewGuid():N}@example.com";

    /// <summary>Each test is another visitor, who is not signed in.</summary>
    public JoinFormTests(SharedPortal open)
    {
        portal = open.Pages;
        portal.ForgetCookies();
    }

    [Fact]
    public async Task A_visitor_who_opens_the_link_and_signs_up_joins_the_team()
    {
        var link = await InviteAsync("Engine Room");

        var (_, page) = await portal.GetAsync(link);
        page.ShouldContain("Join Engine Room");
        page.ShouldContain($"value=\"{email}\"");
        page.ShouldNotContain("Team name");

        var (answer, _) = await portal.PostAsync(link, "join", ("email", email), ("password", Password));
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await portal.GetAsync("/developer/keys")).Page.ShouldContain("Engine Room");
    }

    [Fact]
    public async Task An_address_that_was_not_invited_is_an_error_and_the_invitation_stays_open()
    {
        var link = await InviteAsync("Engine Room");

        var (_, page) = await portal.PostAsync(link, "join", ("email", "other-" + email), ("password", Password));

        Text(page, "#field-email-error").ShouldBe($"E-mail must be {email}, the address that was invited.");
        (await portal.PostAsync(link, "join", ("email", email), ("password", Password))).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task A_used_link_shows_an_error_and_no_form()
    {
        var link = await InviteAsync("Engine Room");
        await portal.PostAsync(link, "join", ("email", email), ("password", Password));
        portal.ForgetCookies();

        var (_, page) = await portal.GetAsync(link);

        Text(page, ".notice.danger").ShouldContain("used, revoked or has expired");
        page.ShouldNotContain("Join team");
    }

    [Fact]
    public async Task A_signed_in_person_joins_with_one_click_and_keeps_their_own_team()
    {
        var link = await InviteAsync("Engine Room");
        await SignUpAsync("My own");

        Text((await portal.GetAsync(link)).Page, "h1").ShouldBe("Join Engine Room");
        var (answer, _) = await portal.PostAsync(link, "accept");

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        var (_, page) = await portal.GetAsync("/developer/keys");
        Text(page, ".current .name").ShouldBe("Engine Room");
        new HtmlParser().ParseDocument(page).QuerySelectorAll("#team-menu button span:first-child").Select(static team => team.TextContent).ShouldBe(["My own"]);
        (await portal.GetAsync(link)).Answer.StatusCode.ShouldBe(HttpStatusCode.Found, "the invitation is used");
    }

    [Fact]
    public async Task A_person_with_an_account_signs_in_to_the_team_that_invites_them()
    {
        var link = await InviteAsync("Engine Room");
        await SignUpAsync("My own");
        portal.ForgetCookies();

        await portal.PostAsync(link + "&form=sign-in", "sign-in", ("email", email), ("password", Password));

        Text((await portal.GetAsync("/developer/keys")).Page, ".current .name").ShouldBe("Engine Room");
    }

    [Fact]
    public async Task An_invitation_of_another_address_is_refused_and_stays_open()
    {
        var link = await InviteAsync("Engine Room");
        await portal.PostAsync("/login?form=sign-up", "sign-up", ("email", "other-" + email), ("password", Password), ("team", "My own"));

        var (_, page) = await portal.PostAsync(link, "accept");

        Text(page, "[role=alert]").ShouldBe($"This invitation is for {email}, not for other-{email}.");
        portal.ForgetCookies();
        (await portal.PostAsync(link, "join", ("email", email), ("password", Password))).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task The_links_to_sign_in_and_sign_up_keep_the_invitation()
    {
        var invitation = await InviteAsync("Engine Room");

        var links = new HtmlParser().ParseDocument((await portal.GetAsync(invitation)).Page).QuerySelectorAll("nav[aria-label=Account] a");

        links.Select(link => link.GetAttribute("href")).ShouldAllBe(href => href!.Contains("invite=", StringComparison.Ordinal));
    }

    private static string Text(string page, string selector) => new HtmlParser().ParseDocument(page).QuerySelector(selector)!.TextContent;

    private async Task SignUpAsync(string team) => await portal.PostAsync("/login?form=sign-up", "sign-up", ("email", email), ("password", Password), ("team", team));

    /// <summary>The owner of another team invites this visitor.</summary>
    private async Task<string> InviteAsync(string team)
    {
        var owner = new ControlPlaneClient(portal.Browser);
        var account = await owner.PostAsync("/v1/auth/signup", new { email = $"{Guid.NewGuid():N}@example.com", password = Password, team });
        owner.Access = account.Text("access_token");
        var invited = await owner.PostAsync("/v1/tenant/members", new { email, role = "member" });
        invited.ShouldBe(201);
        return new Uri(invited.Text("invite_url")).PathAndQuery;
    }
}
