using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Tests.Accounts.External;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Accounts;

/// <summary>The mails about an account, which an SMTP server on a socket receives.</summary>
public sealed class SecurityMailsTests : IAsyncLifetime
{
    private const string Password = "a long enough password";
    private const string Other = "another long password";
    private const string NewSignIn = "New sign-in to your JusInfer account";
    private const string Changed = "Your JusInfer password was changed";

    private readonly SmtpServer server = SmtpServer.Start();
    private readonly ProviderPortal portal = new();
    private readonly string email = $"{Guid.NewGuid():N}@example.com";

    private PagesHost Pages => portal.Pages;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A person with a verified address, who is signed in.</summary>
    public async ValueTask InitializeAsync()
    {
        portal.Settings = [.. server.Settings("https://jusinfer.test").SelectMany(static setting => new[] { "--" + setting.Key, setting.Value })];
        await portal.InitializeAsync();
        portal.Reset(Guid.NewGuid().ToString(), email);
        BeVisitor();
        await portal.SignUpWithPasswordAsync(email, forget: false);
        await VerifyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_changed_password_is_mailed()
    {
        await ChangePasswordAsync();

        var mail = await MailAsync(Changed);
        mail.Text.ShouldContain($"the JusInfer account {email} at https://jusinfer.test on ");
        mail.Text.ShouldContain(", from 127.0.0.1");
        mail.Link.ToString().ShouldBe("https://jusinfer.test/account");
        mail.Content.ShouldNotContain(Password);
        mail.Content.ShouldNotContain(Other);
    }

    [Fact]
    public async Task Changes_of_the_authenticator_app_and_of_recovery_codes_are_mailed()
    {
        const string Path = "/account/second-factor";
        var shown = Parse((await Pages.PostAsync(Path, "enroll", ("password", Password))).Page);
        var app = new AuthenticatorApp(shown.QuerySelector("#second-factor-key")!.TextContent);
        var ticket = shown.QuerySelector("input[name=ticket]")!.GetAttribute("value")!;
        var (_, enrolled) = await Pages.PostAsync(Path, "enroll", ("code", app.CodeAt(DateTimeOffset.UtcNow)), ("ticket", ticket));
        var added = await MailAsync("An authenticator app was added to your JusInfer account");
        await Pages.PostAsync(Path, "recovery-codes", ("password", Password));
        await MailAsync("Your JusInfer recovery codes were replaced");
        await Pages.PostAsync(Path + "/remove", "confirm", ("password", Password));
        await MailAsync("The authenticator app of your JusInfer account was removed");

        foreach (var code in Parse(enrolled).QuerySelectorAll(".codes li")) added.Content.ShouldNotContain(code.TextContent.Trim());
    }

    [Fact]
    public async Task A_used_recovery_code_is_mailed()
    {
        var factors = Pages.Services.GetRequiredService<SecondFactorService>();
        var user = await portal.IdOfAsync(email);
        var code = (await factors.ReplaceRecoveryCodesAsync(user, Token))[0];

        (await factors.VerifyAsync(user, code.Reveal(), Token)).ShouldBeTrue();

        (await MailAsync("A recovery code of your JusInfer account was used")).Content.ShouldNotContain(code.Reveal());
    }

    [Fact]
    public async Task Passkeys_that_are_added_and_removed_are_mailed()
    {
        using var laptop = new SoftwareAuthenticator();
        var (_, page) = await Pages.GetAsync("/account/passkeys");
        var form = Parse(page).QuerySelector("form[data-passkey]")!;
        var state = form.QuerySelector("input[name=state]")!.GetAttribute("value")!;
        await Pages.PostAsync(
            "/account/passkeys", "passkey", ("state", state), ("credential", laptop.Create(form.GetAttribute("data-options")!)), ("name", "my laptop"), ("password", Password));
        await MailAsync("A passkey was added to your JusInfer account");

        var remove = Parse((await Pages.GetAsync("/account/passkeys")).Page).QuerySelector("a[href^='/account/passkeys/remove']")!.GetAttribute("href")!;
        (await Pages.PostAsync(remove, "confirm", ("password", Password))).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);

        await MailAsync("A passkey of your JusInfer account was removed");
    }

    [Fact]
    public async Task Linked_and_unlinked_providers_are_mailed()
    {
        (await portal.ArriveAsync()).Page.ShouldContain("Link Acme?");
        await portal.SubmitAsync("confirm", ("password", Password));
        await MailAsync("A way to sign in was linked to your JusInfer account");

        var unlink = Parse((await Pages.GetAsync("/account")).Page).QuerySelector("a[href^='/account/unlink']")!.GetAttribute("href")!;
        (await Pages.PostAsync(unlink, "confirm", ("password", Password))).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);

        await MailAsync("A way to sign in was unlinked from your JusInfer account");
    }

    [Fact]
    public async Task A_requested_and_a_completed_change_of_the_address_are_mailed_to_the_old_address()
    {
        var next = $"{Guid.NewGuid():N}@example.org";
        (await Pages.PostAsync("/account", "email-change", ("email", next), ("password", Password))).Page.ShouldContain("A link is on its way");
        (await MailAsync("A new e-mail address was requested for your JusInfer account")).Content.ShouldNotContain(Password);

        var link = await MailAsync("Confirm your new e-mail address for JusInfer", next);
        (await Pages.PostAsync("/confirm-email", "address-link", ("token", link.Token))).Page.ShouldContain("Your e-mail address was changed");

        var changed = await MailAsync("The e-mail address of your JusInfer account was changed");
        changed.Text.ShouldContain("tell the operator of this installation or an owner of your team at once");
        foreach (var secret in new[] { link.Token, next }) changed.Text.ShouldNotContain(secret);
    }

    [Fact]
    public async Task An_address_of_a_bound_domain_cannot_be_chosen_and_one_that_has_it_stays()
    {
        const string Bound = "Addresses of bound.example sign in with Corp on this installation.";
        ProviderPortal.ErrorIn((await Pages.PostAsync("/account", "email-change", ("email", $"{Guid.NewGuid():N}@bound.example"), ("password", Password))).Page).ShouldBe(Bound);

        portal.Reset(Guid.NewGuid().ToString(), $"{Guid.NewGuid():N}@bound.example");
        await portal.SignUpAsync("corp");

        var page = Parse((await Pages.GetAsync("/account")).Page);
        page.QuerySelector("section[aria-labelledby=email-title]")!.TextContent.ShouldContain(Bound);
        page.QuerySelector("#field-email").ShouldBeNull();
    }

    [Fact]
    public async Task An_account_without_a_password_changes_the_address_after_it_has_just_signed_in()
    {
        var (own, next) = ($"{Guid.NewGuid():N}@example.com", $"{Guid.NewGuid():N}@example.org");
        portal.Reset(Guid.NewGuid().ToString(), own);
        await portal.SignUpAsync();
        (await Pages.PostAsync("/account", "email-change", ("email", next))).Page.ShouldContain("A link is on its way");
        var link = await MailAsync("Confirm your new e-mail address for JusInfer", next);

        (await Pages.PostAsync("/confirm-email", "address-link", ("token", link.Token))).Page.ShouldContain("Your e-mail address was changed");

        await portal.ArriveAsync();
        (await Pages.GetAsync("/account")).Page.ShouldContain($"The address {next} is verified.");
    }

    [Fact]
    public async Task A_sign_in_from_a_new_browser_is_mailed_and_one_from_a_known_browser_is_not()
    {
        await EndSessionsAsync();
        await SignInAsync();
        using var first = Pages.OpenBrowser("another browser");
        await SignInAsync();
        (await MailAsync(NewSignIn)).Text.ShouldContain("with another browser");
        await EndSessionsAsync();
        await SignInAsync();
        await ChangePasswordAsync();

        await MailAsync(Changed);

        server.Received.Count(static mail => mail.Subject == NewSignIn).ShouldBe(1, "mails are sent in order");
    }

    [Fact]
    public async Task A_sign_in_to_the_control_plane_from_a_new_device_is_mailed()
    {
        using var http = new HttpClient { BaseAddress = Pages.Browser.BaseAddress };
        http.DefaultRequestHeaders.Add("User-Agent", "a-script/1.0");

        (await new ControlPlaneClient(http).PostAsync("/v1/auth/login", new { email, password = Password })).ShouldBe(200);

        (await MailAsync(NewSignIn)).Text.ShouldContain("with a-script/1.0");
    }

    [Fact]
    public async Task An_address_that_is_not_verified_gets_no_such_mail()
    {
        var stranger = $"{Guid.NewGuid():N}@example.com";
        BeVisitor();
        await portal.SignUpWithPasswordAsync(stranger, forget: false);
        await ChangePasswordAsync();
        BeVisitor();
        (await portal.SignInWithPasswordAsync(email)).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        await ChangePasswordAsync();

        await MailAsync(Changed);

        server.Received.ShouldNotContain(mail => mail.To[0] == stranger && !mail.Subject.StartsWith("Verify", StringComparison.Ordinal), "mails are sent in order");
    }

    private static IDocument Parse(string page) => new HtmlParser().ParseDocument(page);

    /// <summary>Continues as a new visitor whose browser names the site that authenticators have passkeys for.</summary>
    private void BeVisitor()
    {
        Pages.ForgetCookies();
        Pages.Browser.DefaultRequestHeaders.Host = "localhost";
        Pages.Browser.DefaultRequestHeaders.Add("Origin", "http://localhost");
    }

    private async Task EndSessionsAsync() =>
        await Pages.Services.GetRequiredService<ISignInSessionStore>().EndAllAsync(await portal.IdOfAsync(email), except: null, Token);

    private async Task SignInAsync() => (await portal.SignInWithPasswordAsync(email)).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);

    private async Task ChangePasswordAsync() =>
        (await Pages.PostAsync("/account", "password", ("current", Password), ("new", Other))).Page.ShouldContain("Your password was changed");

    private async Task VerifyAsync()
    {
        await using var scope = Pages.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = (await users.FindByEmailAsync(email)).ShouldNotBeNull();
        user.EmailConfirmed = true;
        (await users.UpdateAsync(user)).Succeeded.ShouldBeTrue();
    }

    /// <summary>The mail with this subject to the person, or to another address.</summary>
    private Task<ReceivedMail> MailAsync(string subject, string? to = null) => Eventually.FoundAsync(
        () => server.Received.FirstOrDefault(mail => mail.To[0] == (to ?? email) && mail.Subject == subject), $"the mail “{subject}”");
}
