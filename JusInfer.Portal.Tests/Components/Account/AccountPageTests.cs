using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Components.Account;

public sealed class AccountPageTests : IClassFixture<SharedPortal>, IAsyncLifetime
{
    private const string Password = "a long enough password";

    private readonly PagesHost portal;
    private readonly string email = $"{Guid.NewGuid():N}@example.com";

    public AccountPageTests(SharedPortal open)
    {
        portal = open.Pages;
        portal.ForgetCookies();
    }

    /// <summary>Each test is another person, who is signed in.</summary>
    public async ValueTask InitializeAsync() =>
        await portal.PostAsync("/login?form=sign-up", "sign-up", ("email", email), ("password", Password), ("team", "Engine Room"));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("/account")]
    [InlineData("/account/leave")]
    [InlineData("/account/delete-team")]
    [InlineData("/account/delete")]
    public async Task A_stranger_is_redirected_to_the_sign_in_form(string page)
    {
        portal.ForgetCookies();

        var (answer, _) = await portal.GetAsync(page);

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        answer.Headers.Location!.AbsolutePath().ShouldBe("/login");
    }

    [Fact]
    public async Task A_stranger_gets_no_download()
    {
        portal.ForgetCookies();

        (await portal.GetAsync("/account/export.json")).Answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_changed_password_keeps_this_session_and_ends_the_others()
    {
        using var other = await SignInElsewhereAsync();

        var (_, page) = await portal.PostAsync("/account", "password", ("current", Password), ("new", "another long password"));

        page.ShouldContain("Your password was changed");
        (await portal.GetAsync("/account")).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await other.GetAsync("/account", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await SignInAsync(Password)).StatusCode.ShouldBe(HttpStatusCode.OK, "the form is shown again");
        (await SignInAsync("another long password")).StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task A_rejected_password_shows_its_errors_beside_the_fields_and_changes_nothing()
    {
        var (_, empty) = await portal.PostAsync("/account", "password");
        Parse(empty).QuerySelectorAll(".field-error").Length.ShouldBe(2);

        var (_, wrong) = await portal.PostAsync("/account", "password", ("current", "not the password"), ("new", "another long password"));
        ErrorOf(wrong, "current").ShouldStartWith("Current password is wrong.");

        var (_, weak) = await portal.PostAsync("/account", "password", ("current", Password), ("new", "short"));
        ErrorOf(weak, "new").ShouldBe("New password must be 12 to 256 characters long.");

        var (_, same) = await portal.PostAsync("/account", "password", ("current", Password), ("new", Password));
        ErrorOf(same, "new").ShouldBe("New password must not be the current password.");
        (await SignInAsync(Password)).StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task Guessing_the_current_password_locks_the_account()
    {
        for (var i = 0; i < 5; i++) await portal.PostAsync("/account", "password", ("current", "not the password"), ("new", "another long password"));

        var (_, page) = await portal.PostAsync("/account", "password", ("current", Password), ("new", "another long password"));

        ErrorOf(page, "current").ShouldContain("five minutes");
    }

    [Fact]
    public async Task Another_session_is_listed_with_its_address_and_can_be_ended()
    {
        using var other = await SignInElsewhereAsync();
        var rows = Sessions((await portal.GetAsync("/account")).Page);
        rows.Length.ShouldBe(2);
        rows.Count(row => row.TextContent.Contains("this session", StringComparison.Ordinal)).ShouldBe(1);
        var row = rows.Single(row => !row.TextContent.Contains("this session", StringComparison.Ordinal));
        row.TextContent.ShouldContain("Firefox on Linux");
        row.TextContent.ShouldContain("127.0.0.1");

        var (answer, _) = await portal.PostAsync("/account", "sessions", ("session", row.QuerySelector("button")!.GetAttribute("value")!));

        answer.Headers.Location!.AbsolutePath().ShouldBe("/account");
        (await other.GetAsync("/account", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Found);
        Sessions((await portal.GetAsync("/account")).Page).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_session_names_its_team_where_the_person_is_in_two()
    {
        Sessions((await portal.GetAsync("/account")).Page).ShouldHaveSingleItem().TextContent.ShouldNotContain("Engine Room");
        var client = new ControlPlaneClient(portal.Browser);
        client.Access = (await client.PostAsync("/v1/auth/login", new { email, password = Password })).Text("access_token");
        (await client.PostAsync("/v1/auth/teams", new { name = "Boiler Room" })).ShouldBe(201);

        var rows = Sessions((await portal.GetAsync("/account")).Page);

        rows.ShouldAllBe(row => row.TextContent.Contains("Engine Room", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signing_out_everywhere_else_keeps_this_session()
    {
        using var other = await SignInElsewhereAsync();

        var (answer, _) = await portal.PostAsync("/account", "sessions", ("session", "others"));

        answer.Headers.Location!.AbsolutePath().ShouldBe("/account");
        Sessions((await portal.GetAsync("/account")).Page).ShouldHaveSingleItem();
        (await other.GetAsync("/account", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_this_session_too()
    {
        using var other = await SignInElsewhereAsync();

        var (answer, _) = await portal.PostAsync("/account", "sessions", ("session", "all"));

        answer.Headers.Location!.AbsolutePath().ShouldBe("/login");
        (await portal.GetAsync("/account")).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await other.GetAsync("/account", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task The_download_contains_the_account_its_sessions_and_its_teams()
    {
        var (answer, body) = await portal.GetAsync("/account/export.json");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var export = JsonElement.Parse(body);
        export.GetProperty("account").GetProperty("email").GetString().ShouldBe(email);
        export.GetProperty("sessions").GetArrayLength().ShouldBe(1);
        var team = export.GetProperty("teams").EnumerateArray().ShouldHaveSingleItem();
        (team.GetProperty("name").GetString(), team.GetProperty("role").GetString()).ShouldBe(("Engine Room", "owner"));
        team.GetProperty("keys").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task The_only_owner_cannot_leave_the_team()
    {
        var (_, page) = await portal.GetAsync("/account/leave");

        page.ShouldContain("You are the only owner of the team");
        Parse(page).QuerySelector("#field-password").ShouldBeNull();
        await portal.PostAsync("/account/leave", "confirm", ("password", Password));
        (await portal.GetAsync("/account")).Page.ShouldContain("Engine Room");
    }

    [Fact]
    public async Task A_deleted_team_leaves_an_account_without_a_team()
    {
        (await portal.GetAsync("/account/delete-team")).Page.ShouldContain("rejected with 401");
        var (_, wrong) = await portal.PostAsync("/account/delete-team", "confirm", ("password", "not the password"));
        ErrorOf(wrong, "password").ShouldStartWith("Password is wrong.");
        (await portal.GetAsync("/account")).Page.ShouldContain("Engine Room");

        var (answer, _) = await portal.PostAsync("/account/delete-team", "confirm", ("password", Password));

        answer.Headers.Location!.AbsolutePath().ShouldBe("/account/teams");
        var (_, teams) = await portal.GetAsync("/account/teams");
        Parse(teams).QuerySelector("[role=alert]")!.TextContent.ShouldBe("You are no longer in the team Engine Room.");
        teams.ShouldContain("This account is in no team.");
        (await portal.GetAsync("/account")).Page.ShouldContain("This browser acts for no team.");
        (await portal.GetAsync("/account/leave")).Page.ShouldContain("This browser acts for no team");
        (await portal.GetAsync("/developer/keys.md")).Answer.Headers.Location!.AbsolutePath().ShouldBe("/login");
    }

    [Fact]
    public async Task A_deleted_account_can_neither_be_used_nor_found()
    {
        using var other = await SignInElsewhereAsync();
        (await portal.GetAsync("/account/delete")).Page.ShouldContain("Nobody else is in this team.");

        var (answer, _) = await portal.PostAsync("/account/delete", "confirm", ("password", Password));

        answer.Headers.Location!.AbsolutePath().ShouldBe("/login");
        (await portal.GetAsync("/account")).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await other.GetAsync("/account", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await SignInAsync(Password)).StatusCode.ShouldBe(HttpStatusCode.OK, "the form is shown again");
        var (again, _) = await portal.PostAsync("/login?form=sign-up", "sign-up", ("email", email), ("password", Password));
        again.StatusCode.ShouldBe(HttpStatusCode.Found, "the address can be used for a new account");
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15", "Safari on macOS")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 Safari/604.1", "Chrome on iPhone")]
    [InlineData("curl/8.5.0", "curl/8.5.0")]
    [InlineData(null, "Unknown device")]
    public void A_device_is_described_by_its_user_agent(string? userAgent, string expected) =>
        Portal.Components.Account.DeviceDescriptions.Of(userAgent).ShouldBe(expected);

    private async Task<HttpResponseMessage> SignInAsync(string password)
    {
        portal.ForgetCookies();
        return (await portal.PostAsync("/login", "sign-in", ("email", email), ("password", password))).Answer;
    }

    /// <summary>Signs the same person in with another browser.</summary>
    private async Task<HttpClient> SignInElsewhereAsync()
    {
        var first = portal.OpenBrowser("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0");
        await portal.PostAsync("/login", "sign-in", ("email", email), ("password", Password));
        return portal.ReplaceBrowser(first);
    }

    private static IElement[] Sessions(string page) => [.. Parse(page).QuerySelectorAll("tbody tr")];

    private static IDocument Parse(string page) => new HtmlParser().ParseDocument(page);

    private static string ErrorOf(string page, string field) => Parse(page).QuerySelector($"#field-{field}-error")!.TextContent;
}
