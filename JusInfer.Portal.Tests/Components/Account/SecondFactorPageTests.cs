using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Account;

/// <summary>Setting up and using a second factor without JavaScript.</summary>
public sealed class SecondFactorPageTests : IClassFixture<SharedPortal>, IAsyncLifetime
{
    private const string Password = "a long enough password";
    private const string Path = "/account/second-factor";

    private readonly PagesHost portal;
    private readonly string email = $"{Guid.NewGuid():N}@example.com";

    public SecondFactorPageTests(SharedPortal open)
    {
        portal = open.Pages;
        portal.ForgetCookies();
    }

    /// <summary>Each test is another person, who is signed in.</summary>
    public async ValueTask InitializeAsync() => await portal.PostAsync("/login?form=sign-up", "sign-up", ("email", email), ("password", Password));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task After_the_set_up_signing_in_takes_a_password_and_a_code()
    {
        var (app, codes) = await EnrollAsync();
        codes.Length.ShouldBe(10);
        (await portal.GetAsync(Path)).Page.ShouldContain("You have 10 unused recovery codes");
        portal.ForgetCookies();

        var ticket = await PostPasswordAsync();
        (await portal.GetAsync("/account")).Answer.StatusCode.ShouldBe(HttpStatusCode.Found, "not signed in yet");
        var (wrong, page) = await PostCodeAsync(ticket, "000000");
        wrong.StatusCode.ShouldBe(HttpStatusCode.OK);
        Parse(page).QuerySelector(".notice.danger")!.TextContent.ShouldStartWith("The code is wrong");
        var (answer, _) = await PostCodeAsync(ticket, app.CodeAt(DateTimeOffset.UtcNow, 1));

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        answer.Headers.Location!.AbsolutePath().ShouldBe("/developer");
        (await portal.GetAsync("/account")).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_recovery_code_signs_in_once()
    {
        var (_, codes) = await EnrollAsync();
        portal.ForgetCookies();
        (await PostCodeAsync(await PostPasswordAsync(), codes[0])).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        portal.ForgetCookies();

        (await PostCodeAsync(await PostPasswordAsync(), codes[0])).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_forged_ticket_signs_nobody_in()
    {
        var (_, codes) = await EnrollAsync();
        portal.ForgetCookies();

        var (answer, page) = await PostCodeAsync("nonsense", codes[0]);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.ShouldContain("This sign-in took too long.");
    }

    [Fact]
    public async Task A_wrong_code_keeps_the_key_and_turns_nothing_on()
    {
        var shown = await PostEnrollmentAsync(("password", Password));
        var key = KeyOf(shown);

        var page = await PostEnrollmentAsync(("code", "000000"), ("ticket", TicketOf(shown)));

        KeyOf(page).ShouldBe(key);
        Parse(page).QuerySelector("#field-code-error")!.TextContent.ShouldStartWith("Code is not the one that the app shows now.");
        Parse(page).QuerySelector(".qr-code svg").ShouldNotBeNull();
        (await portal.GetAsync("/account")).Page.ShouldContain("Set up");
    }

    [Fact]
    public async Task The_key_is_shown_after_the_password_and_is_a_new_one_each_time()
    {
        HasKey((await portal.GetAsync(Path)).Page).ShouldBeFalse();
        var wrong = await PostEnrollmentAsync(("password", "not the password"));
        HasKey(wrong).ShouldBeFalse();
        Parse(wrong).QuerySelector("#field-password-error")!.TextContent.ShouldStartWith("Password is wrong.");

        var (first, second) = (await PostEnrollmentAsync(("password", Password)), await PostEnrollmentAsync(("password", Password)));

        KeyOf(first).ShouldNotBe(KeyOf(second));
        HasKey((await portal.GetAsync(Path)).Page).ShouldBeFalse();
    }

    /// <summary>Who has used a browser that was left open knows no key that counts later.</summary>
    [Fact]
    public async Task A_key_that_was_shown_before_the_password_changed_turns_nothing_on()
    {
        var shown = await PostEnrollmentAsync(("password", Password));
        await portal.PostAsync("/account", "password", ("current", Password), ("new", "another long password"));

        var app = new AuthenticatorApp(KeyOf(shown));
        var page = await PostEnrollmentAsync(("code", app.CodeAt(DateTimeOffset.UtcNow)), ("ticket", TicketOf(shown)));

        HasKey(page).ShouldBeFalse();
        Parse(page).QuerySelector(".notice.danger")!.TextContent.ShouldContain("start again with a new one");
        Parse(page).QuerySelector("input[name=password]").ShouldNotBeNull();
        (await portal.GetAsync("/account")).Page.ShouldContain("Set up");
    }

    [Theory]
    [InlineData("/account/second-factor/remove", "confirm")]
    [InlineData("/account/delete", "confirm")]
    [InlineData(Path, "recovery-codes")]
    [InlineData("/account", "password")]
    public async Task A_session_that_has_not_used_it_changes_nothing_of_the_account(string page, string form)
    {
        using var first = portal.OpenBrowser("second browser");
        await PostPasswordWithoutFactorAsync();
        using var second = portal.ReplaceBrowser(first);
        await EnrollAsync();
        portal.ReplaceBrowser(second);

        var (answer, _) = await portal.PostAsync(page, form, ("password", Password), ("current", Password), ("new", "another long password"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        answer.Headers.Location!.ToString().ShouldContain("/account/confirm?returnUrl=");
        (await portal.GetAsync("/account")).Page.ShouldContain("Manage");
    }

    [Fact]
    public async Task A_member_without_one_is_led_to_the_set_up_where_the_team_requires_one()
    {
        var store = portal.Services.GetRequiredService<ITenancyStore>();
        var token = TestContext.Current.CancellationToken;
        var user = (await portal.Services.GetRequiredService<IPasswordResetStore>().FindAccountAsync(email, token)).ShouldNotBeNull().Id;
        var member = (await store.FindMembershipAsync(user, token)).ShouldNotBeNull();
        var team = (await store.FindTeamAsync(member.TeamId, token)).ShouldNotBeNull();
        (await store.UpdateTeamAsync(team with { RequireSecondFactor = true, Version = team.Version + 1 }, token)).ShouldBeTrue();

        foreach (var page in new[] { "/developer/keys", "/developer/usage", "/developer/tenant", "/login" })
        {
            var (answer, _) = await portal.GetAsync(page);
            answer.StatusCode.ShouldBe(HttpStatusCode.Found, page);
            answer.Headers.Location!.AbsolutePath().ShouldBe(Path, page);
        }

        (await portal.GetAsync(Path)).Page.ShouldContain("Your team requires a second factor.");
        await EnrollAsync();
        (await portal.GetAsync("/developer/keys")).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task New_recovery_codes_require_the_password()
    {
        var (_, codes) = await EnrollAsync();

        var (_, wrong) = await portal.PostAsync(Path, "recovery-codes", ("password", "not the password"));
        Parse(wrong).QuerySelector("#field-password-error")!.TextContent.ShouldStartWith("Password is wrong.");
        var (_, page) = await portal.PostAsync(Path, "recovery-codes", ("password", Password));

        CodesOf(page).Length.ShouldBe(10);
        CodesOf(page).ShouldNotContain(codes[0]);
    }

    [Fact]
    public async Task Turning_it_off_requires_the_password()
    {
        await EnrollAsync();
        await portal.PostAsync(Path + "/remove", "confirm", ("password", "not the password"));
        (await portal.GetAsync("/account")).Page.ShouldContain("Manage");

        (await portal.PostAsync(Path + "/remove", "confirm", ("password", Password))).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);

        (await portal.GetAsync("/account")).Page.ShouldContain("Set up");
        portal.ForgetCookies();
        var (answer, _) = await portal.PostAsync("/login", "sign-in", ("email", email), ("password", Password));
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    private async Task<(AuthenticatorApp App, string[] Codes)> EnrollAsync()
    {
        var shown = await PostEnrollmentAsync(("password", Password));
        var app = new AuthenticatorApp(KeyOf(shown));
        var page = await PostEnrollmentAsync(("code", app.CodeAt(DateTimeOffset.UtcNow)), ("ticket", TicketOf(shown)));
        page.ShouldContain("Your recovery codes");
        page.ShouldContain("href=\"/account#sessions\"");
        return (app, CodesOf(page));
    }

    private async Task PostPasswordWithoutFactorAsync() =>
        (await portal.PostAsync("/login", "sign-in", ("email", email), ("password", Password))).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);

    private async Task<string> PostPasswordAsync()
    {
        var (answer, page) = await portal.PostAsync("/login", "sign-in", ("email", email), ("password", Password));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return TicketOf(page);
    }

    private async Task<string> PostEnrollmentAsync(params (string Name, string Value)[] fields) =>
        (await portal.PostAsync(Path, "enroll", fields)).Page;

    private Task<(HttpResponseMessage Answer, string Page)> PostCodeAsync(string ticket, string code) =>
        portal.PostAsync("/login", "second-factor", ("ticket", ticket), ("code", code));

    private static string TicketOf(string page) => Parse(page).QuerySelector("input[name=ticket]")!.GetAttribute("value")!;

    private static bool HasKey(string page) => Parse(page).QuerySelector("#second-factor-key, .qr-code") is not null;

    private static string KeyOf(string page) => Parse(page).QuerySelector("#second-factor-key")!.TextContent;

    private static string[] CodesOf(string page) => [.. Parse(page).QuerySelectorAll(".codes li").Select(code => code.TextContent)];

    private static IDocument Parse(string page) => new HtmlParser().ParseDocument(page);
}
