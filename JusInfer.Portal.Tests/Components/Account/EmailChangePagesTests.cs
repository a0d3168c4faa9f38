using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Components.Account;

/// <summary>The account page requests and cancels a change of the address, and the page of the mailed link confirms it.</summary>
public sealed class EmailChangePagesTests(PortalWithMail open) : IClassFixture<PortalWithMail>, IAsyncLifetime
{
    private const string Password = "a long enough password";

    private readonly string email = $"{Guid.NewGuid():N}@example.com";
    private readonly string next = $"{Guid.NewGuid():N}@example.org";

    private PagesHost Portal => open.Pages;

    /// <summary>Each test is another person, who is signed in.</summary>
    public async ValueTask InitializeAsync()
    {
        Portal.ForgetCookies();
        await SignUpAsync(email);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_person_changes_the_address_and_signs_in_with_the_new_one()
    {
        (await RequestAsync()).ShouldContain($"A link is on its way to {next}.");
        (await Portal.GetAsync("/account")).Page.ShouldContain($"A link is on its way to {next}.");
        (await Portal.GetAsync("/account/export.json")).Page.ShouldContain(next);

        var (answer, page) = await Portal.PostAsync("/confirm-email", "address-link", ("token", (await MailAsync()).Token));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.ShouldContain("Your e-mail address was changed");
        (await Portal.GetAsync("/account")).Answer.StatusCode.ShouldBe(HttpStatusCode.Found, "the sessions have ended");
        (await SignInAsync(email)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SignInAsync(next)).StatusCode.ShouldBe(HttpStatusCode.Found);
        var account = (await Portal.GetAsync("/account")).Page;
        account.ShouldContain($"The address {next} is verified.");
        account.ShouldNotContain("A link is on its way");
    }

    [Fact]
    public async Task All_errors_are_shown_at_once_and_nothing_is_mailed()
    {
        var (_, empty) = await Portal.PostAsync("/account", "email-change", ("email", ""), ("password", ""));
        Parse(empty).QuerySelectorAll("#field-email-error, #field-password-error").Length.ShouldBe(2);

        var (_, wrong) = await Portal.PostAsync("/account", "email-change", ("email", next), ("password", "a wrong password"));

        Parse(wrong).QuerySelector("#field-password-error")!.TextContent.ShouldStartWith("Your password is wrong.");
        Parse(wrong).QuerySelector("#field-email")!.GetAttribute("value").ShouldBe(next);
        var (_, same) = await Portal.PostAsync("/account", "email-change", ("email", email), ("password", Password));
        Parse(same).QuerySelector("#field-email-error")!.TextContent.ShouldBe("New e-mail address is the address that your account has.");
        (await Portal.GetAsync("/account")).Page.ShouldNotContain("Cancel the change");
    }

    [Fact]
    public async Task A_canceled_change_is_not_shown_any_more_and_its_link_gets_one_sentence()
    {
        await RequestAsync();
        var token = (await MailAsync()).Token;

        var (_, page) = await Portal.PostAsync("/account", "cancel-email-change");

        page.ShouldContain("The change was canceled.");
        page.ShouldNotContain("A link is on its way");
        Notice((await Portal.PostAsync("/confirm-email", "address-link", ("token", token))).Page).ShouldBe(EmailChanges.Gone);
    }

    [Fact]
    public async Task The_page_is_the_same_for_an_address_that_has_an_account()
    {
        var free = await RequestAsync();
        await Portal.PostAsync("/account", "cancel-email-change");
        var taken = $"{Guid.NewGuid():N}@example.org";
        using (Portal.OpenBrowser("another browser"))
        {
            await SignUpAsync(taken);
            Portal.ForgetCookies();
        }

        await SignInAsync(email);
        var (_, page) = await Portal.PostAsync("/account", "email-change", ("email", taken), ("password", Password));

        Pending(page).ShouldContain(taken);
        WithoutTime(Pending(page).Replace(taken, next, StringComparison.Ordinal)).ShouldBe(WithoutTime(Pending(free)));

        static string WithoutTime(string text) => text[..text.IndexOf("It works until", StringComparison.Ordinal)] + text[text.IndexOf("UTC", StringComparison.Ordinal)..];
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_with_the_account_needs_its_password()
    {
        await RequestAsync();
        var token = (await MailAsync()).Token;
        Portal.ForgetCookies();
        await SignUpAsync("other-" + email);
        (await Portal.PostAsync("/confirm-email", "address-link", ("token", token))).Page.ShouldContain(EmailVerification.PasswordMissing);
        Portal.ForgetCookies();
        (await Portal.PostAsync("/confirm-email", "address-link", ("token", token), ("password", ""))).Page.ShouldContain(EmailVerification.PasswordMissing);

        (await Portal.PostAsync("/confirm-email", "address-link", ("token", token), ("password", Password))).Page.ShouldContain("Your e-mail address was changed");
    }

    [Fact]
    public async Task A_link_that_does_not_work_gets_one_sentence()
    {
        Notice((await Portal.PostAsync("/confirm-email", "address-link", ("token", "nonsense"))).Page).ShouldBe(EmailChanges.Gone);
        Parse((await Portal.PostAsync("/confirm-email", "address-link", ("token", ""))).Page).QuerySelector("#field-token-error")!.TextContent
            .ShouldBe("Open the link that you received, or enter its code.");
    }

    private static IHtmlDocument Parse(string page) => new HtmlParser().ParseDocument(page);

    private static string Notice(string page) => Parse(page).QuerySelector(".notice.danger")!.TextContent;

    private static string Pending(string page) => Parse(page).QuerySelector("form:has(input[value=cancel-email-change]) p")!.TextContent;

    private async Task<string> RequestAsync() => (await Portal.PostAsync("/account", "email-change", ("email", next), ("password", Password))).Page;

    private Task<(HttpResponseMessage Answer, string Page)> SignUpAsync(string address) =>
        Portal.PostAsync("/login?form=sign-up", "sign-up", ("email", address), ("password", Password), ("team", "Engine Room"));

    private async Task<HttpResponseMessage> SignInAsync(string address) => (await Portal.PostAsync("/login", "sign-in", ("email", address), ("password", Password))).Answer;

    /// <summary>The mail to the new address.</summary>
    private Task<ReceivedMail> MailAsync() => Eventually.FoundAsync(
        () => open.Server.Received.LastOrDefault(
            mail => mail.To[0] == next && mail.Subject.StartsWith("Confirm", StringComparison.Ordinal)));
}
