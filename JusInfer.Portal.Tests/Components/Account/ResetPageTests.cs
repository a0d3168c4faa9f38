using System.Net;
using AngleSharp.Html.Parser;
using JusInfer.Portal.Accounts.Passwords;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Account;

public sealed class ResetPageTests : IClassFixture<SharedPortal>
{
    private const string Password = "a long enough password";

    private readonly PagesHost portal;
    private readonly string email = $"{Guid.NewGuid():N}@example.com";

    public ResetPageTests(SharedPortal open)
    {
        portal = open.Pages;
        portal.ForgetCookies();
    }

    [Fact]
    public async Task A_person_with_a_link_sets_a_new_password_and_signs_in_with_it()
    {
        var token = await CreateAsync();
        (await portal.GetAsync("/developer/keys")).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);

        var (answer, page) = await portal.PostAsync("/reset", "reset", ("token", token), ("password", "another long password"));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.ShouldContain("Your password was changed");
        (await portal.GetAsync("/developer/keys")).Answer.StatusCode.ShouldBe(HttpStatusCode.Found, "the browser's session has ended");
        var (signedIn, _) = await portal.PostAsync("/login", "sign-in", ("email", email), ("password", "another long password"));
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task All_errors_are_shown_at_once_and_the_code_is_kept()
    {
        var (_, empty) = await portal.PostAsync("/reset", "reset", ("token", ""), ("password", ""));
        new HtmlParser().ParseDocument(empty).QuerySelectorAll(".field-error").Length.ShouldBe(2);

        var token = await CreateAsync();
        var (_, page) = await portal.PostAsync("/reset", "reset", ("token", token), ("password", "short"));

        var form = new HtmlParser().ParseDocument(page);
        form.QuerySelector("#field-password-error")!.TextContent.ShouldBe("New password must be 12 to 256 characters long.");
        form.QuerySelector("#field-token")!.GetAttribute("value").ShouldBe(token);
    }

    [Fact]
    public async Task A_link_that_does_not_work_gets_one_sentence()
    {
        var (_, page) = await portal.PostAsync("/reset", "reset", ("token", "nonsense"), ("password", Password));

        new HtmlParser().ParseDocument(page).QuerySelector(".notice.danger")!.TextContent.ShouldBe(PasswordResets.Gone);
    }

    /// <summary>Signs an account up, which stays signed in, and creates a reset for it.</summary>
    private async Task<string> CreateAsync()
    {
        var token = TestContext.Current.CancellationToken;
        await portal.PostAsync("/login?form=sign-up", "sign-up", ("email", email), ("password", Password));
        var store = portal.Services.GetRequiredService<IPasswordResetStore>();
        var user = (await store.FindAccountAsync(email, token)).ShouldNotBeNull().Id;
        var secret = ResetLink.NewToken();
        await store.AddAsync(new PasswordReset(user, DateTimeOffset.UtcNow), ResetLink.HashOf(secret), token);
        return secret.Reveal();
    }
}
