using System.Text.Json;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Accounts.Passwords;

/// <summary>A person who forgot the password receives a link from an SMTP server on a socket.</summary>
public sealed class ForgottenPasswordsTests : IAsyncLifetime
{
    private const string Old = "a long enough password";
    private const string New = "another long enough password";
    private const string Email = "ada@example.com";

    private SmtpServer server = default!;
    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ForgottenPasswords Forgotten => host.Services.GetRequiredService<ForgottenPasswords>();

    public async ValueTask InitializeAsync()
    {
        server = SmtpServer.Start();
        host = await ControlPlaneHost.StartAsync([.. server.Settings("https://jusinfer.test"), ("Accounts:AttemptsPerEmailPerMinute", "1000")]);
        ada = await host.SignUpAsync(Email, Old);
        await server.WaitForAsync(1); // the link that verifies the address
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        if (host is not null) await host.DisposeAsync();
    }

    [Fact]
    public async Task The_mailed_link_sets_a_new_password_once_ends_all_sessions_and_verifies_the_address()
    {
        Request(Email).ShouldBeNull();
        var mail = (await server.WaitForAsync(2))[1];
        mail.To.ShouldBe([Email]);
        mail.Link.GetLeftPart(UriPartial.Query).ShouldBe("https://jusinfer.test/reset");
        (await IsVerifiedAsync()).ShouldBeFalse();

        (await UseAsync(mail.Token, New)).Value.ShouldBe(new ResetAccount(Email, LostAccess: false));

        (await ada.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");
        (await SignInAsync(Old)).ShouldBe(401);
        (await SignInAsync(New)).ShouldBe(200);
        (await IsVerifiedAsync()).ShouldBeTrue();
        (await UseAsync(mail.Token, "a third long enough password")).Error.ShouldBeOfType<RequestError.Forbidden>().Reason.ShouldBe(PasswordResets.Gone);
    }

    [Theory] // Browsers send the xn-- form of a domain that was typed in letters.
    [InlineData("eve@b\u00FCcher.example", "eve@xn--bcher-kva.example")]
    [InlineData("eve@acme.example.", "Eve@acme.example")]
    public async Task An_account_of_an_earlier_version_gets_its_link_by_any_spelling(string stored, string typed)
    {
        await host.CreateAccountAsync(stored, Old);

        Request(typed).ShouldBeNull();

        (await UseAsync((await server.WaitForAsync(2))[1].Token, New)).Value.ShouldBe(new ResetAccount(stored, LostAccess: false));
        (await new ControlPlaneClient(host.Http).PostAsync("/v1/auth/login", new { email = stored, password = New })).ShouldBe(200);
    }

    [Fact]
    public async Task What_a_stranger_created_with_an_address_ends_when_its_owner_proves_it_with_a_mailed_link()
    {
        (await ada.PostAsync("/v1/keys", new { name = "laptop" })).ShouldBe(201);
        (await ada.PostAsync("/v1/keys", new { name = "robot", service = true })).ShouldBe(201);
        (await ada.PostAsync("/v1/tenant/members", new { email = "accomplice@example.com", role = "admin" })).ShouldBe(201);
        var refresh = (await SignInAsync(Old)).Text("refresh_token");
        await EnrollAsync();
        Request(Email);

        (await UseAsync((await server.WaitForAsync(2))[1].Token, New)).Value.ShouldBe(new ResetAccount(Email, LostAccess: true));

        (await ada.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");
        (await ada.PostAsync("/v1/auth/refresh", new { refresh_token = refresh })).ShouldBe(401);
        var owner = await SignedInAsync(New);
        (await RevocationsAsync(owner)).ShouldBe([true, true]);
        (await host.Services.GetRequiredService<IInvitationStore>().ListAsync(await TeamAsync(owner), Token)).ShouldBeEmpty();
        var log = (await owner.GetAsync("/v1/audit")).Json.GetProperty("data").EnumerateArray().ToList();
        log.ShouldContain(static entry => entry.GetProperty("action").GetString() == AuditActions.SecondFactorRemoved);
        var verified = log.Single(static entry => entry.GetProperty("action").GetString() == AuditActions.EmailVerified);
        verified.GetProperty("changes").ToString().ShouldContain("keys_revoked");
    }

    [Fact]
    public async Task Webhooks_of_a_team_that_a_stranger_founded_with_an_address_are_disabled_when_its_owner_proves_it()
    {
        (await ada.PostAsync("/v1/webhooks", new { url = "https://stranger.example.com/hook" })).ShouldBe(201);
        (await ada.PostAsync("/v1/webhooks", new { url = "https://stranger.example.com/off", enabled = false })).ShouldBe(201);
        Request(Email);

        (await UseAsync((await server.WaitForAsync(2))[1].Token, New)).Value.ShouldBe(new ResetAccount(Email, LostAccess: true));

        var owner = await SignedInAsync(New);
        var webhooks = (await owner.GetAsync("/v1/webhooks")).Json.GetProperty("data").EnumerateArray().ToList();
        webhooks.Select(static webhook => webhook.GetProperty("enabled").GetBoolean()).ShouldBe([false, false]);
        webhooks.Count(static webhook => webhook.ToString().Contains("Someone else may have added this webhook", StringComparison.Ordinal)).ShouldBe(1);
        (await owner.GetAsync($"/v1/audit?action={AuditActions.WebhookChanged}")).Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem()
            .GetProperty("changes").ToString().ShouldContain("disabled_reason");
    }

    [Fact]
    public async Task A_webhook_of_a_team_stays_enabled_when_a_member_who_does_not_own_it_proves_an_address()
    {
        var bob = await host.CreateAccountAsync("bob@example.com", Old);
        (await bob.PostAsync("/v1/webhooks", new { url = "https://receiver.example.com/hook" })).ShouldBe(201);
        await host.JoinAsync(await TeamAsync(bob), await UserAsync(), Role.Member);
        Request(Email);

        await UseAsync((await server.WaitForAsync(2))[1].Token, New);

        (await bob.GetAsync("/v1/webhooks")).Json.GetProperty("data")[0].GetProperty("enabled").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_mailed_link_to_an_address_that_was_verified_removes_neither_keys_nor_the_second_factor()
    {
        Request(Email);
        await UseAsync((await server.WaitForAsync(2))[1].Token, New);
        var owner = await SignedInAsync(New);
        (await owner.PostAsync("/v1/keys", new { name = "laptop" })).ShouldBe(201);
        var app = await EnrollAsync();
        await SentAsync(5); // also those about the password, the sign-in and the app
        host.Time.Advance(ForgottenPasswords.MinInterval);
        Request(Email);

        (await UseAsync((await server.WaitForAsync(6))[5].Token, "a third long enough password")).Value.ShouldBe(new ResetAccount(Email, LostAccess: false));

        (await SignInAsync("a third long enough password")).ShouldBe(403, "SECOND_FACTOR_REQUIRED");
        var client = new ControlPlaneClient(host.Http);
        var signedIn = await client.PostAsync("/v1/auth/login", new { email = Email, password = "a third long enough password", code = app.CodeAt(host.Time.GetUtcNow()) });
        signedIn.ShouldBe(200);
        client.Access = signedIn.Text("access_token");
        (await RevocationsAsync(client)).ShouldBe([false]);
    }

    [Fact]
    public async Task Requests_for_a_link_are_in_the_audit_log_three_times_an_hour_at_most()
    {
        for (var step = 0; step < 6; step++)
        {
            Request(Email);
            await host.SignUpAsync($"{step}@example.com");
            await SentAsync(3 + step + (step / 2)); // requests are handled in order
            host.Time.Advance(TimeSpan.FromMinutes(10));
        }

        var owner = await SignedInAsync(Old);
        var entries = (await owner.GetAsync($"/v1/audit?action={AuditActions.PasswordResetCreated}")).Json.GetProperty("data").GetArrayLength();
        entries.ShouldBe(3);
    }

    [Fact]
    public async Task The_link_is_sent_to_the_address_of_the_account_and_not_to_one_that_counts_as_equal()
    {
        Request("ADA@EXAMPLE.COM").ShouldBeNull();

        (await server.WaitForAsync(2))[1].To.ShouldBe([Email]);
    }

    [Fact]
    public async Task An_address_without_an_account_gets_the_same_answer_and_no_mail()
    {
        Request("nobody@example.com").ShouldBeNull();
        Request(Email).ShouldBeNull();

        (await server.WaitForAsync(2))[1].To.ShouldBe([Email]);
        server.Received.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_link_is_replaced_by_another_one_after_twenty_minutes_at_the_earliest()
    {
        Request(Email);
        var first = (await server.WaitForAsync(2))[1].Token;
        await SentAsync(2); // or the clock would end an attempt that waits for its answer
        host.Time.Advance(ForgottenPasswords.MinInterval - TimeSpan.FromSeconds(1));
        Request(Email);
        await host.SignUpAsync("bob@example.com"); // its mail follows what was requested before
        await server.WaitForAsync(3);
        server.Received[2].To.ShouldBe(["bob@example.com"]);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Request(Email);
        var second = (await server.WaitForAsync(4))[3].Token;

        (await UseAsync(first, New)).Error.ShouldBeOfType<RequestError.Forbidden>();
        (await UseAsync(second, New)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task A_link_of_a_clock_that_was_ahead_is_replaced_at_once()
    {
        Request(Email);
        await SentAsync(2);
        host.Time.Skip(TimeSpan.FromDays(-31));
        Request(Email);

        (await UseAsync((await server.WaitForAsync(3))[2].Token, New)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task A_changed_password_ends_an_open_link()
    {
        Request(Email);
        var token = (await server.WaitForAsync(2))[1].Token;

        (await ada.PostAsync("/v1/auth/password", new { current = Old, @new = New })).ShouldBe(204);

        (await UseAsync(token, "a third long enough password")).Error.ShouldBeOfType<RequestError.Forbidden>();
        (await SignInAsync(New)).ShouldBe(200);
    }

    [Fact]
    public async Task A_link_expires_after_an_hour_with_its_mail()
    {
        server.Answer = static line => line.StartsWith("MAIL", StringComparison.Ordinal) ? "421 later" : null;
        Request(Email);
        await Eventually.TrueAsync(() => host.Logs.Lines.Any(static line => line.Contains("could not be sent and is tried again")));
        host.Time.Advance(TimeSpan.FromHours(1));
        await PassAsync(TimeSpan.FromMinutes(1), () => host.Logs.Lines.Any(static line => line.Contains("1 mails could not be sent in time")));
        server.Answer = static _ => null;
        await host.SignUpAsync("bob@example.com");
        await PassAsync(TimeSpan.FromSeconds(5), () => server.Received.Count >= 2);

        server.Received.Select(static mail => mail.To[0]).ShouldBe([Email, "bob@example.com"]);
    }

    [Fact]
    public async Task Requests_are_limited_per_address()
    {
        await using var strict = await ControlPlaneHost.StartAsync([.. server.Settings("https://jusinfer.test"), ("Accounts:AttemptsPerEmailPerMinute", "3")]);
        var forgotten = strict.Services.GetRequiredService<ForgottenPasswords>();

        var answers = Enumerable.Range(0, 5).Select(_ => forgotten.Request(new ForgottenPasswordRequest { Email = "nobody@example.com" })).ToList();

        answers.Select(static answer => answer is RequestError.RateLimited).ShouldBe([false, false, false, true, true]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nobody")]
    [InlineData("ada@example.com\r\nBcc: eve@example.com")]
    public void An_invalid_address_is_rejected(string? email) => Request(email).ShouldBeOfType<RequestError.Invalid>().Errors.Fields.ShouldBe(["email"]);

    [Fact]
    public async Task Without_a_mail_server_the_person_is_told_whom_to_ask()
    {
        await using var silent = await ControlPlaneHost.StartAsync();

        silent.Services.GetRequiredService<ForgottenPasswords>().Request(new ForgottenPasswordRequest { Email = Email })
            .ShouldBeOfType<RequestError.Forbidden>().Reason.ShouldBe(ForgottenPasswords.Unavailable);
    }

    [Fact]
    public async Task Neither_the_address_nor_the_token_is_logged()
    {
        Request(Email);
        var token = (await server.WaitForAsync(2))[1].Token;
        await UseAsync(token, New);

        host.Logs.Lines.ShouldNotContain(line => line.Contains(token, StringComparison.Ordinal));
        host.Logs.Lines.Where(static line => line.Contains(nameof(MailSender))).ShouldNotContain(line => line.Contains(Email, StringComparison.Ordinal));
    }

    private RequestError? Request(string? email) => Forgotten.Request(new ForgottenPasswordRequest { Email = email });

    private async Task<AuthenticatorApp> EnrollAsync()
    {
        var (factors, user) = (host.Services.GetRequiredService<SecondFactorService>(), await UserAsync());
        return (await factors.EnrollAsync(user, host.Time.GetUtcNow())).App;
    }

    private async Task<ControlPlaneClient> SignedInAsync(string password)
    {
        var answer = await SignInAsync(password);
        answer.ShouldBe(200);
        return new ControlPlaneClient(host.Http) { Access = answer.Text("access_token") };
    }

    private static async Task<bool[]> RevocationsAsync(ControlPlaneClient client) =>
        [.. (await client.GetAsync("/v1/keys")).Json.GetProperty("data").EnumerateArray().Select(static key => key.GetProperty("revoked_at").ValueKind is JsonValueKind.String)];

    private static async Task<TeamId> TeamAsync(ControlPlaneClient client) => TeamId.Parse((await client.GetAsync("/v1/tenant")).Text("id"), provider: null);

    private async Task<UserId> UserAsync() => (await host.Services.GetRequiredService<IPasswordResetStore>().FindAccountAsync(Email, Token)).ShouldNotBeNull().Id;

    private async Task<bool> IsVerifiedAsync()
    {
        var store = host.Services.GetRequiredService<IPasswordResetStore>();
        var account = (await store.FindAccountAsync(Email, Token)).ShouldNotBeNull();
        return await host.Services.GetRequiredService<IOperatorStore>().HasVerifiedEmailAsync(account.Id, Token);
    }

    private async Task<Result<ResetAccount, RequestError>> UseAsync(string token, string password)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PasswordResets>().UseAsync(new PasswordResetRequest { Token = new Secret(token), Password = new Secret(password) }, Token);
    }

    private Task<ApiAnswer> SignInAsync(string password) => new ControlPlaneClient(host.Http).PostAsync("/v1/auth/login", new { email = Email, password });

    /// <summary>Waits until the sender has recorded that mails were sent.</summary>
    private async Task SentAsync(int mails)
    {
        await Eventually.TrueAsync(() => host.Logs.Lines.Count(static line => line.Contains("was handed to the SMTP server")) >= mails);
    }

    /// <summary>
    /// Lets time pass, because the sender begins to wait at its own pace. An attempt has a minute of the clock, which must not be over before a busy
    /// machine has connected.
    /// </summary>
    private async Task PassAsync(TimeSpan step, Func<bool> isDone)
    {
        for (var wait = 0; wait < 2_000 && !isDone(); wait++)
        {
            if (wait % 50 == 0) host.Time.Advance(step);
            await Task.Delay(10, Token);
        }
    }
}
