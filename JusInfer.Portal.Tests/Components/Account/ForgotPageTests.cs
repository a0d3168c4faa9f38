using System.Net;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.Verification;

namespace JusInfer.Portal.Tests.Components.Account;

/// <summary>A portal without a mail server.</summary>
public sealed class ForgotPageTests(SharedPortal open) : IClassFixture<SharedPortal>
{
    [Fact]
    public async Task Without_a_mail_server_the_page_says_whom_to_ask()
    {
        open.Pages.ForgetCookies();

        (await open.Pages.GetAsync("/login")).Page.ShouldContain("href=\"/forgot\"");
        var (answer, page) = await open.Pages.GetAsync("/forgot");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.ShouldContain(ForgottenPasswords.Unavailable);
        page.ShouldNotContain("Send the link");
    }

    [Fact]
    public async Task Without_a_mail_server_the_account_page_has_no_settings_of_mails()
    {
        open.Pages.ForgetCookies();
        await open.Pages.PostAsync("/login?form=sign-up", "sign-up", ("email", $"{Guid.NewGuid():N}@example.com"), ("password", "a long enough password"));

        var (_, page) = await open.Pages.GetAsync("/account");
        page.ShouldContain(EmailChanges.Unavailable);
        page.ShouldNotContain("alert-mails");
        page.ShouldNotContain("email-form");
    }
}
