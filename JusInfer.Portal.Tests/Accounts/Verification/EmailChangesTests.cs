using System.Text.Json;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Accounts.Verification;

/// <summary>Changes of addresses through the control plane; an SMTP server on a socket receives the links. <c>EmailChangePagesTests</c> opens the pages.</summary>
public sealed class EmailChangesTests : IAsyncLifetime
{
    private const string Old = "ada@example.com";
    private const string New = "countess@example.org";
    private const string Password = "a long enough password";
    private const string LinkSubject = "Confirm your new e-mail address for JusInfer";

    private SmtpServer server = default!;
    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = SmtpServer.Start();
        host = await ControlPlaneHost.StartAsync([.. server.Settings("https://jusinfer.test"), ("Operator:Emails:0", New), ("Operator:Emails:1", Old)]);
        ada = await host.SignUpAsync(Old);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        if (host is not null) await host.DisposeAsync();
    }

    [Fact]
    public async Task The_new_address_counts_once_its_link_was_opened_and_all_sessions_end()
    {
        var requested = await RequestAsync(ada, " Countess@Example.ORG ");
        requested.ShouldBe(202);
        requested.Text("email").ShouldBe("countess@example.org");
        var before = (await ada.GetAsync("/v1/auth/email")).Json;
        (before.GetProperty("email").GetString(), before.GetProperty("verified").GetBoolean()).ShouldBe((Old, false));
        before.GetProperty("change").GetProperty("email").GetString().ShouldBe("countess@example.org");
        var mail = await MailAsync("countess@example.org", LinkSubject);
        mail.Link.GetLeftPart(UriPartial.Query).ShouldBe("https://jusinfer.test/confirm-email");

        (await ConfirmAsync(mail.Token, await IdAsync(Old))).Value.ShouldBe("countess@example.org");

        (await ada.GetAsync("/v1/auth/email")).ShouldBe(401, "UNAUTHORIZED");
        (await SignInAsync(Old)).ShouldBe(401, "UNAUTHORIZED");
        ada.Access = (await SignInAsync(New)).Text("access_token");
        var after = (await ada.GetAsync("/v1/auth/email")).Json;
        (after.GetProperty("verified").GetBoolean(), after.GetProperty("change").ValueKind).ShouldBe((true, JsonValueKind.Null));
        Reason(await ConfirmAsync(mail.Token, await IdAsync(New))).ShouldBe(EmailChanges.Gone);
    }

    [Fact]
    public async Task An_address_that_an_earlier_version_stored_in_another_form_is_requested_again()
    {
        var (user, token) = (await IdAsync(Old), EmailChangeLink.NewToken());
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var account = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByIdAsync(user.Value.ToString());
            var change = new EmailChange(user, New + ".", account!.SecurityStamp!, host.Time.GetUtcNow());
            await host.Services.GetRequiredService<IEmailChangeStore>().AddAsync(change, EmailChangeLink.HashOf(token), Token);
        }

        Reason(await ConfirmAsync(token.Reveal(), user)).ShouldBe(EmailChanges.Gone);
    }

    [Fact]
    public async Task An_earlier_account_changes_to_the_form_of_today_and_no_other_gets_its_address()
    {
        var earlier = await host.CreateAccountAsync("bob@example.com.", Password);
        (await RequestAsync(ada, "bob@example.com")).ShouldBe(202);
        (await MailAsync("bob@example.com", "Your e-mail address has a JusInfer account")).ShouldNotBeNull();

        (await RequestAsync(earlier, "bob@example.com")).ShouldBe(202);

        var link = (await MailAsync("bob@example.com", LinkSubject)).Token;
        (await ConfirmAsync(link, await IdAsync("bob@example.com."))).Value.ShouldBe("bob@example.com");
        (await SignInAsync("bob@example.com")).ShouldBe(200);
    }

    [Fact]
    public async Task A_link_works_for_a_day()
    {
        await RequestAsync(ada);
        var token = (await MailAsync(New, LinkSubject)).Token;

        host.Time.Skip(EmailChange.Lifetime);

        Reason(await ConfirmAsync(token, await IdAsync(Old))).ShouldBe(EmailChanges.Gone);
        (await (await ReturnAsync(Old)).GetAsync("/v1/auth/email")).Json.GetProperty("change").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_rejected_request_names_the_field_and_wrong_passwords_lock_the_account()
    {
        (await ada.PostAsync("/v1/auth/email", new { email = "nobody", password = Password })).FaultyFields.ShouldBe(["email"]);
        (await ada.PostAsync("/v1/auth/email", new { email = New })).FaultyFields.ShouldBe(["password"]);
        (await ada.PostAsync("/v1/auth/email", new { email = Old.ToUpperInvariant(), password = Password })).FaultyFields.ShouldBe(["email"]);
        for (var attempt = 0; attempt < 5; attempt++) (await RequestAsync(ada, New, "a wrong password")).FaultyFields.ShouldBe(["password"]);

        (await RequestAsync(ada)).FaultyFields.ShouldBe(["password"], "the account is locked");

        (await ada.GetAsync("/v1/auth/email")).Json.GetProperty("change").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task An_account_with_a_second_factor_uses_it_first()
    {
        var app = await EnrollAsync();
        (await RequestAsync(ada)).ShouldBe(403, "SECOND_FACTOR_REQUIRED");

        (await ada.PostAsync("/v1/auth/second-factor", new { code = app.CodeAt(host.Time.GetUtcNow(), 1) })).ShouldBe(204);

        (await RequestAsync(ada)).ShouldBe(202);
    }

    [Fact]
    public async Task The_answer_is_the_same_for_an_address_that_has_an_account_and_its_mailbox_gets_no_link()
    {
        await host.SignUpAsync("bob@example.com");

        var (free, taken) = (await RequestAsync(ada, "nobody@example.com"), await RequestAsync(ada, "Bob@example.com"));

        taken.ShouldBe(202);
        taken.Body.Replace("bob@", "nobody@", StringComparison.Ordinal).ShouldBe(free.Body);
        (await ada.GetAsync("/v1/auth/email")).Json.GetProperty("change").GetProperty("email").GetString().ShouldBe("bob@example.com");
        var mail = await MailAsync("bob@example.com", "Your e-mail address has a JusInfer account");
        mail.Link.ShouldBe(new Uri("https://jusinfer.test/account"));
        mail.Content.ShouldNotContain(Old);
    }

    [Fact]
    public async Task The_first_of_two_accounts_to_confirm_an_address_gets_it_and_the_other_one_a_sentence()
    {
        var bob = await host.SignUpAsync("bob@example.com");
        await RequestAsync(ada);
        var first = (await MailAsync(New, LinkSubject)).Token;
        await RequestAsync(bob);
        var second = (await MailAsync(New, LinkSubject, 2)).Token;

        (await ConfirmAsync(second, await IdAsync("bob@example.com"))).Value.ShouldBe(New);

        (await ConfirmAsync(first, await IdAsync(Old))).Error.ShouldBeOfType<RequestError.Conflict>().Reason.ShouldBe(EmailChanges.Taken);
        (await ada.GetAsync("/v1/auth/email")).Json.GetProperty("email").GetString().ShouldBe(Old);
    }

    [Fact]
    public async Task A_canceled_a_replaced_and_a_change_before_another_password_are_gone()
    {
        await RequestAsync(ada);
        var canceled = (await MailAsync(New, LinkSubject)).Token;
        (await ada.DeleteAsync("/v1/auth/email/change")).ShouldBe(204);
        (await ada.DeleteAsync("/v1/auth/email/change")).ShouldBe(204);
        await RequestAsync(ada, "other@example.com");
        var replaced = (await MailAsync("other@example.com", LinkSubject)).Token;
        await RequestAsync(ada);
        var last = (await MailAsync(New, LinkSubject, 2)).Token;
        Reason(await ConfirmAsync(replaced, await IdAsync(Old))).ShouldBe(EmailChanges.Gone);

        (await ada.PostAsync("/v1/auth/password", new { current = Password, @new = "another long password" })).ShouldBe(204);

        foreach (var token in new[] { canceled, replaced, last, "nonsense" }) Reason(await ConfirmAsync(token, await IdAsync(Old))).ShouldBe(EmailChanges.Gone);
        (await ada.GetAsync("/v1/auth/email")).Json.GetProperty("change").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task The_owner_of_the_mailbox_cannot_be_led_to_confirm_an_account_of_someone_else()
    {
        await RequestAsync(ada);
        var token = (await MailAsync(New, LinkSubject)).Token;
        await host.SignUpAsync("bob@example.com");

        (await ConfirmAsync(token, signedIn: null)).Error.ShouldBeOfType<RequestError.Unauthorized>();
        (await ConfirmAsync(token, await IdAsync("bob@example.com"))).Error.ShouldBeOfType<RequestError.Unauthorized>();
        (await ConfirmAsync(token, signedIn: null, "a wrong password")).Error.ShouldBeOfType<RequestError.Invalid>();
        (await IsOperatorAsync(await IdAsync(Old))).ShouldBeFalse();

        (await ConfirmAsync(token, signedIn: null, Password)).Value.ShouldBe(New);
        (await IsOperatorAsync(await IdAsync(New))).ShouldBeTrue("the address is verified, and in Operator:Emails");
    }

    [Fact]
    public async Task An_operator_who_leaves_the_address_in_the_settings_is_none_any_more()
    {
        var user = await IdAsync(Old);
        await ConfirmAsync(await LinkToAsync(New), user);
        (await IsOperatorAsync(user)).ShouldBeTrue();
        ada = await ReturnAsync(New);

        await ConfirmAsync(await LinkToAsync("plain@example.org"), user);

        (await IsOperatorAsync(user)).ShouldBeFalse();
        var signedIn = await SignInAsync("plain@example.org");
        signedIn.Json.GetProperty("user").GetProperty("is_operator").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task An_invitation_of_the_new_address_is_for_the_account_once_it_has_it()
    {
        var bob = await host.SignUpAsync("bob@example.com");
        var link = (await bob.PostAsync("/v1/tenant/members", new { email = "plain@example.org", role = "member" })).Text("invite_url");
        var invite = link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..];
        (await ada.PostAsync("/v1/auth/teams", new { invite })).ShouldBe(403, "FORBIDDEN");
        await ConfirmAsync(await LinkToAsync("plain@example.org"), await IdAsync(Old));
        ada = await ReturnAsync("plain@example.org");

        (await ada.PostAsync("/v1/auth/teams", new { invite })).ShouldBe(201);
    }

    [Fact]
    public async Task An_account_causes_at_most_three_mails_an_hour()
    {
        for (var index = 0; index < 3; index++) (await RequestAsync(ada, $"{index}@example.com")).ShouldBe(202);

        (await RequestAsync(ada, "3@example.com")).ShouldBe(429, "RATE_LIMIT");
    }

    [Fact]
    public async Task Without_a_mail_server_an_address_stays_as_it_is()
    {
        await using var plain = await ControlPlaneHost.StartAsync();
        var client = await plain.SignUpAsync(Old);

        var answer = await RequestAsync(client);

        answer.ShouldBe(409, "CONFLICT");
        answer.Text("detail").ShouldBe(EmailChanges.Unavailable);
    }

    private static Task<ApiAnswer> RequestAsync(ControlPlaneClient client, string email = New, string password = Password) =>
        client.PostAsync("/v1/auth/email", new { email, password });

    private static string Reason(Result<string, RequestError> result) => result.Error.ShouldBeOfType<RequestError.Forbidden>().Reason;

    /// <summary>Requests a change and returns the token of its link.</summary>
    private async Task<string> LinkToAsync(string email)
    {
        (await RequestAsync(ada, email)).ShouldBe(202);
        return (await MailAsync(email, LinkSubject)).Token;
    }

    private async Task<Result<string, RequestError>> ConfirmAsync(string token, UserId? signedIn, string? password = null)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<EmailChanges>().ConfirmAsync(new Secret(token), signedIn, password is null ? null : new Secret(password), Token);
    }

    private async Task<UserId> IdAsync(string email) => (await host.Services.GetRequiredService<IPasswordResetStore>().FindAccountAsync(email, Token)).ShouldNotBeNull().Id;

    private async Task<bool> IsOperatorAsync(UserId user)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var isOperator = await scope.ServiceProvider.GetRequiredService<Operators>().IncludeAsync(user, Token);
        (await host.Services.GetRequiredService<IOperatorAuthorization>().CheckAsync(user, Token) is null).ShouldBe(isOperator);
        return isOperator;
    }

    private async Task<AuthenticatorApp> EnrollAsync()
    {
        var factors = host.Services.GetRequiredService<SecondFactorService>();
        var user = await IdAsync(Old);
        return (await factors.EnrollAsync(user, host.Time.GetUtcNow())).App;
    }

    private Task<ApiAnswer> SignInAsync(string email) => new ControlPlaneClient(host.Http).PostAsync("/v1/auth/login", new { email, password = Password });

    private async Task<ControlPlaneClient> ReturnAsync(string email) => new(host.Http) { Access = (await SignInAsync(email)).Text("access_token") };

    /// <summary>The mail with this number to an address.</summary>
    private Task<ReceivedMail> MailAsync(string to, string subject, int number = 1) => Eventually.FoundAsync(
        () => server.Received.Where(mail => mail.To[0] == to && mail.Subject == subject).ElementAtOrDefault(number - 1),
        $"the mail “{subject}”");
}
