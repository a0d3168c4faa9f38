using System.Net;
using AngleSharp.Html.Parser;

namespace JusInfer.Portal.Tests.Components.Account;

public sealed class LoginPageTests : IClassFixture<SharedPortal>
{
    private const string Password = "a long enough password";

    private readonly PagesHost portal;
    private readonly string email = $"{Guid.NewGuid():N}@example.com";

    /// <summary>Each test is another visitor, who is not signed in.</summary>
    public LoginPageTests(SharedPortal open)
    {
        portal = open.Pages;
        portal.ForgetCookies();
    }

    [Fact, Trait("Promise", "P-3")]
    public async Task Signing_up_leads_to_the_keys_of_a_new_team()
    {
        var (answer, _) = await SignUpAsync("Engine Room");
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        answer.Headers.Location!.AbsolutePath().ShouldBe("/developer");

        var (keys, page) = await portal.GetAsync("/developer/keys");
        keys.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.ShouldContain("Engine Room");
        page.ShouldContain(email);
    }

    [Fact]
    public async Task All_errors_of_a_sign_up_are_shown_at_once_beside_their_fields()
    {
        var (answer, page) = await portal.PostAsync("/login?form=sign-up", "sign-up", ("email", "nonsense"), ("password", "short"), ("team", new string('x', 101)));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        ErrorOf(page, "email").ShouldBe("E-mail must be an e-mail address, such as ada@example.com.");
        ErrorOf(page, "password").ShouldBe("Password must be 12 to 256 characters long.");
        ErrorOf(page, "team").ShouldBe("Team name must be at most 100 characters long.");
        page.ShouldNotContain("short\"");
    }

    [Fact]
    public async Task The_form_keeps_what_was_typed_except_the_password()
    {
        var (_, page) = await portal.PostAsync("/login", "sign-in", ("email", email), ("password", "planted-password-1"));

        page.ShouldContain($"value=\"{email}\"");
        page.ShouldNotContain("planted-password-1");
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_get_the_same_message()
    {
        await SignUpAsync();
        portal.ForgetCookies();

        var (_, wrong) = await portal.PostAsync("/login", "sign-in", ("email", email), ("password", "not the password"));
        var (_, unknown) = await portal.PostAsync("/login", "sign-in", ("email", "nobody-" + email), ("password", "not the password"));

        NoticeOf(wrong).ShouldContain("wrong");
        NoticeOf(unknown).ShouldBe(NoticeOf(wrong));
    }

    [Fact]
    public async Task After_five_wrong_passwords_the_right_one_is_rejected_too()
    {
        await SignUpAsync();
        portal.ForgetCookies();

        for (var i = 0; i < 5; i++) await portal.PostAsync("/login", "sign-in", ("email", email), ("password", "not the password"));
        var (answer, page) = await portal.PostAsync("/login", "sign-in", ("email", email), ("password", Password));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        NoticeOf(page).ShouldContain("five minutes");
    }

    [Fact]
    public async Task Signing_in_leads_to_the_requested_page()
    {
        await SignUpAsync();
        portal.ForgetCookies();

        var (answer, _) = await portal.PostAsync("/login?returnUrl=%2Fdeveloper%2Ftenant", "sign-in", ("email", email), ("password", Password));

        answer.Headers.Location!.AbsolutePath().ShouldBe("/developer/tenant");
        (await portal.GetAsync("/developer/tenant")).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/developer/usage?range=30d", "/developer/usage")]
    [InlineData("https://evil.example/", "/developer")]
    [InlineData("//evil.example/", "/developer")]
    [InlineData("/\\evil.example", "/developer")]
    public async Task Signing_up_leads_to_the_requested_page_but_never_to_another_site(string requested, string expected)
    {
        var (answer, _) = await portal.PostAsync($"/login?form=sign-up&returnUrl={Uri.EscapeDataString(requested)}", "sign-up", ("email", email), ("password", Password));

        var location = answer.Headers.Location.ShouldNotBeNull();
        location.AbsolutePath().ShouldBe(expected);
        (location.IsAbsoluteUri ? location.Authority : portal.Browser.BaseAddress!.Authority).ShouldBe(portal.Browser.BaseAddress!.Authority);
    }

    [Fact]
    public async Task A_post_without_the_antiforgery_token_is_rejected()
    {
        var answer = await portal.Browser.PostAsync(
            "/login?form=sign-up",
            new FormUrlEncodedContent([new("_handler", "sign-up"), new("email", email), new("password", Password)]),
            TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_closed_sign_up_names_the_operator_as_the_contact()
    {
        await using var closed = await PagesHost.StartAsync("--Accounts:SignUp", "closed");

        var (_, page) = await closed.GetAsync("/login?form=sign-up");

        page.ShouldContain("does not accept new accounts");
        page.ShouldNotContain("Create team");
    }

    [Fact]
    public async Task The_tabs_require_a_signed_in_user()
    {
        foreach (var tab in new[] { "/developer", "/developer/keys", "/developer/usage", "/developer/tenant", "/developer/usage/req_1" })
        {
            var (answer, _) = await portal.GetAsync(tab);
            answer.StatusCode.ShouldBe(HttpStatusCode.Found);
            answer.Headers.Location!.AbsolutePath().ShouldBe("/login");
        }
    }

    [Fact]
    public async Task The_HTML_response_of_a_page_with_data_of_the_team_may_not_be_stored()
    {
        await SignUpAsync();

        foreach (var path in (string[])["/developer", "/developer/keys", "/developer/requests", "/developer/members", "/developer/wallet"])
        {
            var (answer, page) = await portal.GetAsync(path);

            new HtmlParser().ParseDocument(page).QuerySelector(".panel-area")!.TextContent.ShouldNotBeNullOrWhiteSpace(path);
            answer.Headers.CacheControl!.NoStore.ShouldBeTrue(path);
        }
    }

    private Task<(HttpResponseMessage Answer, string Page)> SignUpAsync(string team = "") =>
        portal.PostAsync("/login?form=sign-up", "sign-up", ("email", email), ("password", Password), ("team", team));

    private static string ErrorOf(string page, string field) => new HtmlParser().ParseDocument(page).QuerySelector($"#field-{field}-error")!.TextContent;

    private static string NoticeOf(string page) => new HtmlParser().ParseDocument(page).QuerySelector(".notice.danger")!.TextContent;
}

/// <summary>One portal for all tests of a class.</summary>
public sealed class SharedPortal : IAsyncLifetime
{
    internal PagesHost Pages { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Pages = await PagesHost.StartAsync("--Accounts:AttemptsPerMinute=100000");

    public ValueTask DisposeAsync() => Pages.DisposeAsync();
}

internal static class LocationExtensions
{
    /// <summary>The path of a redirect to an absolute or a relative address.</summary>
    public static string AbsolutePath(this Uri location) => location.IsAbsoluteUri ? location.AbsolutePath : location.OriginalString.Split('?')[0];
}
