using System.Net;
using System.Text.Json;
using AngleSharp.Html.Parser;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Account;

/// <summary>The pages that people open with links from mails, which an SMTP server on a socket receives.</summary>
public sealed class MailedLinksTests(PortalWithMail open) : IClassFixture<PortalWithMail>, IAsyncLifetime
{
    private const string Password = "a long enough password";

    private readonly string email = $"{Guid.NewGuid():N}@example.com";

    private PagesHost Portal => open.Pages;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Each test is another person, who is signed in.</summary>
    public async ValueTask InitializeAsync()
    {
        Portal.ForgetCookies();
        await SignUpAsync(email);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_person_who_signed_up_verifies_the_address_with_the_mailed_link()
    {
        var mail = await MailAsync(email, "Verify your e-mail address");
        mail.Link.GetLeftPart(UriPartial.Query).ShouldBe("https://jusinfer.test/verify");
        (await Portal.GetAsync("/account")).Page.ShouldContain("is not verified");

        var (_, page) = await Portal.PostAsync("/verify", "address-link", ("token", mail.Token));

        page.ShouldContain("Your e-mail address is verified");
        (await IsVerifiedAsync()).ShouldBeTrue();
        (await Portal.GetAsync("/account")).Page.ShouldContain($"The address {email} is verified.");
        (await Portal.PostAsync("/verify", "address-link", ("token", mail.Token))).Page.ShouldContain("Your e-mail address is verified");
    }

    [Fact]
    public async Task A_link_that_an_owner_created_for_a_new_password_ends_when_the_address_is_verified()
    {
        var resets = Portal.Services.GetRequiredService<IPasswordResetStore>();
        var user = (await FindAsync()).UserId;
        await resets.AddAsync(new PasswordReset(user, DateTimeOffset.UtcNow), ResetLink.HashOf(ResetLink.NewToken()), Token);

        await VerifyAsync();

        (await resets.FindAsync(user, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task A_stranger_cannot_end_a_link_that_an_owner_created_by_asking_for_another_one()
    {
        var resets = Portal.Services.GetRequiredService<IPasswordResetStore>();
        var user = (await FindAsync()).UserId;
        var hash = ResetLink.HashOf(ResetLink.NewToken());
        await resets.AddAsync(new PasswordReset(user, DateTimeOffset.UtcNow), hash, Token);

        await Portal.PostAsync("/forgot", "forgot", ("email", email));

        Portal.ForgetCookies();
        var next = $"next-{email}";
        await SignUpAsync(next);
        await Portal.PostAsync("/forgot", "forgot", ("email", next));
        await MailAsync(next, "Set a new password"); // requests are handled in order
        (await resets.FindAsync(hash, Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_with_the_account_needs_its_password()
    {
        var token = (await MailAsync(email, "Verify")).Token;
        Portal.ForgetCookies();
        (await Portal.PostAsync("/verify", "address-link", ("token", token), ("password", ""))).Page.ShouldContain(EmailVerification.PasswordMissing);
        Error(await Portal.PostAsync("/verify", "address-link", ("token", token), ("password", "another long password"))).ShouldStartWith("Password is wrong.");
        await SignUpAsync("other-" + email);
        (await Portal.PostAsync("/verify", "address-link", ("token", token))).Page.ShouldContain(EmailVerification.PasswordMissing);
        (await IsVerifiedAsync()).ShouldBeFalse();

        (await Portal.PostAsync("/verify", "address-link", ("token", token), ("password", Password))).Page.ShouldContain("is verified");

        (await IsVerifiedAsync()).ShouldBeTrue();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_link_that_does_not_work_gets_one_sentence(string token) =>
        Notice(await Portal.PostAsync("/verify", "address-link", ("token", token))).ShouldBe(EmailVerification.Gone);

    [Fact]
    public async Task The_link_to_verify_is_sent_again_at_most_three_times_an_hour()
    {
        await MailAsync(email, "Verify");
        for (var i = 0; i < 2; i++) (await Portal.PostAsync("/account", "verification")).Page.ShouldContain("A link is on its way to");

        Notice(await Portal.PostAsync("/account", "verification")).ShouldStartWith("Too many mails; wait");

        (await open.Server.WaitForAsync(3)).Count(mail => mail.To[0] == email).ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task A_person_who_forgot_the_password_gets_a_link_that_does_not_name_the_host_of_the_request()
    {
        Portal.Browser.DefaultRequestHeaders.Host = "evil.example.com";
        var (answer, page) = await Portal.PostAsync("/forgot", "forgot", ("email", email));
        Portal.Browser.DefaultRequestHeaders.Host = null;

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.ShouldContain("Look into your mailbox");
        var mail = await MailAsync(email, "Set a new password");
        mail.Link.GetLeftPart(UriPartial.Query).ShouldBe("https://jusinfer.test/reset");
        mail.Content.ShouldNotContain("evil.example.com");
        (await Portal.PostAsync("/reset", "reset", ("token", mail.Token), ("password", "another long password"))).Page.ShouldContain("Your password was changed");
    }

    [Fact]
    public async Task The_page_says_that_keys_were_removed_and_the_audit_log_from_where_the_link_was_requested()
    {
        var ada = await SignInToApiAsync();
        (await ada.PostAsync("/v1/keys", new { name = "laptop" })).ShouldBe(201);
        Portal.ForgetCookies();
        await Portal.PostAsync("/forgot", "forgot", ("email", email));

        var (_, page) = await Portal.PostAsync("/reset", "reset", ("token", (await MailAsync(email, "Set a new password")).Token), ("password", "another long password"));

        TextOf(page).ShouldContain("Its keys and second factor were removed too");
        var client = new ControlPlaneClient(open.Http);
        client.Access = (await client.PostAsync("/v1/auth/login", new { email, password = "another long password" })).Text("access_token");
        var entry = (await client.GetAsync($"/v1/audit?action={AuditActions.PasswordResetCreated}")).Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem();
        entry.GetProperty("address").GetString().ShouldBe("127.0.0.1");
        entry.GetProperty("actor_id").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task The_page_is_the_same_for_an_address_without_an_account()
    {
        var stranger = "x" + email;
        var (_, known) = await Portal.PostAsync("/forgot", "forgot", ("email", email));
        var (_, unknown) = await Portal.PostAsync("/forgot", "forgot", ("email", stranger));

        TextOf(unknown).Replace(stranger, email, StringComparison.Ordinal).ShouldBe(TextOf(known));
        await MailAsync(email, "Set a new password");
        open.Server.Received.ShouldNotContain(mail => mail.To.Contains(stranger));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    public async Task An_invalid_address_is_an_error_in_the_form(string invalid) =>
        new HtmlParser().ParseDocument((await Portal.PostAsync("/forgot", "forgot", ("email", invalid))).Page).QuerySelector("#field-email-error").ShouldNotBeNull();

    [Fact]
    public async Task The_account_page_turns_alerts_by_e_mail_off_and_on()
    {
        const string Saved = "Your choice was saved.";
        var (_, before) = await Portal.GetAsync("/account");
        before.ShouldContain("Alerts are sent to verified addresses only.");
        before.ShouldNotContain(Saved);
        (await Portal.PostAsync("/account", "alert-mails")).Page.ShouldContain(Saved);
        (await FindAsync()).MutesAlerts.ShouldBeTrue();

        await Portal.PostAsync("/account", "alert-mails", ("alerts", "true"));

        (await FindAsync()).MutesAlerts.ShouldBeFalse();
    }

    [Fact]
    public async Task An_owner_with_a_verified_address_mails_invitations_and_the_link_joins_the_team()
    {
        var guest = $"{Guid.NewGuid():N}@example.com";
        var ada = await SignInToApiAsync();
        (await ada.PostAsync("/v1/tenant/members", new { email = guest, role = "member" })).ShouldBe(201);
        await VerifyAsync();
        var invited = await ada.PostAsync("/v1/tenant/members", new { email = guest, role = "member" });
        invited.Text("invite_url").ShouldContain("/login?invite=");

        var mail = await MailAsync(guest, "Invitation to a team");
        mail.Text.ShouldContain($"{email} invites you to the team “Engine Room”");
        mail.Link.GetLeftPart(UriPartial.Query).ShouldBe("https://jusinfer.test/invitation");
        open.Server.Received.Count(received => received.To[0] == guest).ShouldBe(1, "only the second one was mailed");

        Portal.ForgetCookies();
        (await Portal.PostAsync("/invitation", "invitation", ("token", mail.Token))).Page.ShouldContain("Join Engine Room");
        var (answer, _) = await PostToFormAsync("/invitation", mail.Token, "join", ("invitation", mail.Token), ("email", guest), ("password", Password));
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await Portal.GetAsync("/developer/keys")).Page.ShouldContain("Engine Room");
    }

    [Fact]
    public async Task An_account_without_a_team_signs_in_with_a_mailed_invitation()
    {
        await VerifyAsync();
        var ada = await SignInToApiAsync();
        var guest = $"{Guid.NewGuid():N}@example.com";
        await LeaveAsync(guest);
        (await ada.PostAsync("/v1/tenant/members", new { email = guest, role = "viewer" })).ShouldBe(201);
        var token = (await MailAsync(guest, "Invitation to a team")).Token;

        Portal.ForgetCookies();
        (await Portal.PostAsync("/invitation", "invitation", ("token", token), ("sign-in", "true"))).Page.ShouldContain("Welcome back");
        var (answer, _) = await PostToFormAsync("/invitation", token, "sign-in", ("invitation", token), ("email", guest), ("password", Password));

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await Portal.GetAsync("/developer/usage")).Page.ShouldContain("Engine Room");
    }

    [Fact]
    public async Task An_invitation_that_is_gone_gets_one_sentence()
    {
        Portal.ForgetCookies();

        Notice(await Portal.PostAsync("/invitation", "invitation", ("token", "nonsense"))).ShouldBe(InvitationAcceptance.Gone);
        Error(await Portal.PostAsync("/invitation", "invitation", ("token", ""))).ShouldBe("Open the link that you received, or enter its code.");
    }

    [Fact]
    public async Task Someone_elses_account_with_an_unverified_address_does_not_keep_its_owner_from_joining_a_team()
    {
        var squatted = $"{Guid.NewGuid():N}@example.com";
        var ada = await SignInToApiAsync();
        Portal.ForgetCookies();
        await SignUpAsync(squatted);
        using var squatter = Portal.OpenBrowser("squatter");
        var link = (await ada.PostAsync("/v1/tenant/members", new { email = squatted, role = "member" })).Text("invite_url");

        await Portal.PostAsync("/forgot", "forgot", ("email", squatted));
        await Portal.PostAsync("/reset", "reset", ("token", (await MailAsync(squatted, "Set a new password")).Token), ("password", "another long password"));
        await Portal.PostAsync("/login", "sign-in", ("email", squatted), ("password", "another long password"));
        await Portal.PostAsync("/account/delete-team", "confirm", ("password", "another long password"));
        Portal.ForgetCookies();
        var path = new Uri(link).PathAndQuery;
        (await Portal.PostAsync(path + "&form=sign-in", "sign-in", ("email", squatted), ("password", "another long password"))).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);

        (await Portal.GetAsync("/developer/keys")).Page.ShouldContain("Engine Room");
        (await squatter.GetAsync("/developer/keys", Token)).StatusCode.ShouldBe(HttpStatusCode.Found, "the session has ended");
    }

    /// <summary>The last mail to an address.</summary>
    private Task<ReceivedMail> MailAsync(string to, string subject) => Eventually.FoundAsync(
        () => open.Server.Received.LastOrDefault(mail => mail.To[0] == to && mail.Subject.StartsWith(subject, StringComparison.Ordinal)),
        $"the mail “{subject}”");

    private Task<(HttpResponseMessage Answer, string Page)> SignUpAsync(string address) =>
        Portal.PostAsync("/login?form=sign-up", "sign-up", ("email", address), ("password", Password), ("team", "Engine Room"));

    /// <summary>Signs a person up who then deletes the team.</summary>
    private async Task LeaveAsync(string address)
    {
        Portal.ForgetCookies();
        await SignUpAsync(address);
        await Portal.PostAsync("/account/delete-team", "confirm", ("password", Password));
    }

    private async Task VerifyAsync()
    {
        (await Portal.PostAsync("/verify", "address-link", ("token", (await MailAsync(email, "Verify")).Token))).Page.ShouldContain("is verified");
    }

    private async Task<ControlPlaneClient> SignInToApiAsync()
    {
        var client = new ControlPlaneClient(open.Http);
        client.Access = (await client.PostAsync("/v1/auth/login", new { email, password = Password })).Text("access_token");
        return client;
    }

    private async Task<PortalUser> FindAsync()
    {
        await using var scope = Portal.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync(email)).ShouldNotBeNull();
    }

    private async Task<bool> IsVerifiedAsync() => (await FindAsync()).EmailConfirmed;

    /// <summary>Posts a form that the page shows after the token was posted to it.</summary>
    private async Task<(HttpResponseMessage Answer, string Page)> PostToFormAsync(string address, string token, string form, params (string Name, string Value)[] fields)
    {
        await Portal.PostAsync(address, "invitation", ("token", token));
        return await Portal.PostAsync(address, form, fields);
    }

    private static string TextOf(string page) => new HtmlParser().ParseDocument(page).QuerySelector("main")!.TextContent;

    private static string Notice((HttpResponseMessage Answer, string Page) shown) => new HtmlParser().ParseDocument(shown.Page).QuerySelector(".notice.danger")!.TextContent;

    private static string Error((HttpResponseMessage Answer, string Page) shown) => new HtmlParser().ParseDocument(shown.Page).QuerySelector(".field-error")!.TextContent;
}

/// <summary>A portal that sends mails, for the tests of a class.</summary>
public sealed class PortalWithMail : IAsyncLifetime
{
    internal SmtpServer Server { get; } = SmtpServer.Start();

    internal PagesHost Pages { get; private set; } = null!;

    /// <summary>Sends no cookies.</summary>
    internal HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Pages = await PagesHost.StartAsync(["--Proxy:AllowPlainHttp=true", .. Server.Settings("https://jusinfer.test").SelectMany(static setting => new[] { "--" + setting.Key, setting.Value })]);
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Pages.Browser.BaseAddress };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Pages.DisposeAsync();
        await Server.DisposeAsync();
    }
}
