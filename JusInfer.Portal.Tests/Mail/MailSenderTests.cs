using System.Text;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Mail;

/// <summary>The outbox between a store and an SMTP server on a socket.</summary>
public sealed class MailSenderTests : IAsyncLifetime
{
    /// <summary>How often the sender looks for mails of which nobody has told it.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    private SmtpServer server = default!;
    private ControlPlaneHost host = default!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = SmtpServer.Start();
        host = await ControlPlaneHost.StartAsync(server.Settings("https://jusinfer.test"));

        // The senders of mails and of webhooks wait for the same instant. From here on, the one of mails waits for instants of its own.
        await host.Time.WhenAwaitedAsync(host.Time.GetUtcNow() + PollInterval, count: 2);
        await PassAsync(TimeSpan.FromSeconds(1.5));
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync(); // First: it ends an attempt that waits for it.
        if (host is not null) await host.DisposeAsync();
    }

    [Fact]
    public async Task A_mail_is_sent_at_once_and_leaves_nothing_in_the_store()
    {
        await AddAsync("PLANTED");

        (await server.WaitForAsync(1))[0].Token.ShouldBe("PLANTED");

        await UntilLoggedAsync("was handed to the SMTP server");
        await UntilEmptyAsync();
    }

    [Fact]
    public async Task A_mail_waits_for_a_server_that_is_down_and_is_sent_once()
    {
        server.Answer = static line => line.StartsWith("EHLO", StringComparison.Ordinal) || line.StartsWith("HELO", StringComparison.Ordinal) ? "421 down" : null;
        await AddAsync("PLANTED");
        await Eventually.TrueAsync(async () => await FailuresAsync() == 1);
        server.Answer = static _ => null;

        await PassAsync(TimeSpan.FromSeconds(9));
        server.Received.ShouldBeEmpty();
        await PassAsync(TimeSpan.FromSeconds(6));

        await server.WaitForAsync(1);
        await UntilEmptyAsync();
        await PassAsync(TimeSpan.FromHours(2));
        server.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_waiting_mail_is_encrypted_in_the_store()
    {
        server.IsSilent = true;
        await AddAsync("PLANTED");

        await using var context = OpenContext();
        var stored = await context.Set<OutgoingMail>().AsNoTracking().SingleAsync(Cancellation);

        foreach (var secret in new[] { "PLANTED", "ada@example.com", "Hello" }) Encoding.UTF8.GetString(stored.Content).ShouldNotContain(secret);
        host.Services.GetRequiredService<MailSeal>().Open(stored.Content)!.Content.Link.Url.ShouldContain("PLANTED");
    }

    [Fact]
    public async Task A_rejected_mail_is_not_tried_again_and_the_log_has_neither_address_nor_token()
    {
        server.Answer = static line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 no ada@example.com here" : null;
        await AddAsync("PLANTED");

        await UntilEmptyAsync();

        server.Received.ShouldBeEmpty();
        await UntilLoggedAsync("rejected the mail mai_");
        host.Logs.Lines.ShouldContain(static line => line.Contains("rejected the mail mai_") && line.Contains("The server replied 550."));
        host.Logs.Lines.ShouldNotContain(static line => line.Contains("PLANTED") || line.Contains("ada@example.com"));
    }

    [Fact]
    public async Task A_mail_that_could_not_be_sent_in_time_is_deleted()
    {
        server.Answer = static line => line.StartsWith("MAIL", StringComparison.Ordinal) ? "451 later" : null;
        await AddAsync("PLANTED");
        await Eventually.TrueAsync(async () => await FailuresAsync() == 1);

        await PassAsync(TimeSpan.FromHours(1.1));
        await UntilLoggedAsync("1 mails could not be sent in time");

        await UntilEmptyAsync();
        server.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mail_that_the_server_does_not_take_does_not_keep_others_waiting()
    {
        server.Answer = static line => line.StartsWith("RCPT", StringComparison.Ordinal) && line.Contains("refused@", StringComparison.Ordinal) ? "554 5.7.1 refused" : null;
        for (var number = 0; number < 5; number++) await AddAsync($"{number}", "refused@example.com");
        await AddAsync("PLANTED");

        (await server.WaitForAsync(1))[0].Token.ShouldBe("PLANTED");
    }

    [Fact]
    public async Task A_server_that_fails_is_not_asked_for_each_mail()
    {
        server.Answer = static line => line.StartsWith("MAIL", StringComparison.Ordinal) ? "421 later" : null;
        for (var number = 0; number < 5; number++) await AddAsync($"{number}");
        await Eventually.TrueAsync(async () => await FailuresAsync() >= 1);
        await UntilIdleAsync();

        server.Commands.Count(static line => line.StartsWith("MAIL", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_mail_that_causes_an_unexpected_error_is_tried_again_then_given_up_and_others_are_sent()
    {
        await AddAsync("1", to: "", lifetime: TimeSpan.FromDays(7));
        await AddAsync("PLANTED", lifetime: TimeSpan.FromDays(8));
        (await server.WaitForAsync(1))[0].Token.ShouldBe("PLANTED");
        (await FailuresAsync()).ShouldBe(1);
        await UntilLoggedAsync("was handed to the SMTP server");

        for (var failures = 1; failures < MailSchedule.MaxFaults; failures++)
        {
            await Eventually.TrueAsync(async () => await FailuresAsync() == failures);
            await PassAsync(MailSchedule.DelayAfter(failures - 1));
        }

        await UntilLoggedAsync("was given up and deleted after 8 attempts. This node had an unexpected error (ArgumentException).");

        await UntilEmptyAsync();
        host.Logs.Lines.Count(static line => line.Contains("is tried again. This node had an unexpected error")).ShouldBe(MailSchedule.MaxFaults - 1);
    }

    [Fact]
    public async Task A_mail_after_which_the_server_was_silent_is_sent_again_with_the_same_id()
    {
        server.IsSilentAfterData = true;
        await AddAsync("PLANTED");
        var first = (await server.WaitForAsync(1))[0];
        server.IsSilentAfterData = false;

        host.Time.Advance(TimeSpan.FromMinutes(1));
        await UntilLoggedAsync("could not be sent and is tried again. The server did not answer in time.");
        await PassAsync(TimeSpan.FromSeconds(10));
        await server.WaitForAsync(2);

        server.Received[1].Header("Message-ID").ShouldBe(first.Header("Message-ID"));
        await UntilEmptyAsync();
    }

    [Fact]
    public async Task Alerts_to_one_account_that_are_due_are_one_mail_and_those_of_others_are_not_in_it()
    {
        var (ada, bob) = (UserId.New(host.Time.GetUtcNow()), UserId.New(host.Time.GetUtcNow()));
        foreach (var (to, user, token) in new[] { ("ada@example.com", ada, "one"), ("ada@example.com", ada, "two"), ("bob@example.com", bob, "three") })
            await AddAsync(token, to, TimeSpan.FromHours(2), user, TimeSpan.FromSeconds(30));
        await AddAsync("reset");
        await server.WaitForAsync(1);
        await UntilIdleAsync();
        server.Received.ShouldHaveSingleItem().Token.ShouldBe("reset");

        await PassAsync(TimeSpan.FromSeconds(30));
        await server.WaitForAsync(3);

        await UntilEmptyAsync();
        var mails = server.Received.Skip(1).ToDictionary(static mail => mail.To[0]);
        mails["ada@example.com"].Subject.ShouldBe("Hello and 1 more");
        mails["ada@example.com"].Text.ShouldContain("#one");
        mails["ada@example.com"].Text.ShouldContain("#two");
        mails["bob@example.com"].Text.ShouldContain("#three");
        mails["bob@example.com"].Subject.ShouldBe("Hello");
    }

    [Fact]
    public async Task A_mail_whose_key_is_missing_is_deleted()
    {
        var now = host.Time.GetUtcNow();
        await host.Services.GetRequiredService<IMailStore>().AddAsync(
            new OutgoingMail { Id = MailId.New(now), Kind = MailKind.Alert, Content = [1, 2, 3], CreatedAt = now, ExpiresAt = now.AddHours(1), NextAttemptAt = now }, Cancellation);
        host.Services.GetRequiredService<MailSender>().Wake();

        await UntilLoggedAsync("the Data Protection key that encrypted it is missing");
        await UntilEmptyAsync();
    }

    /// <summary>Adds a mail; an alert, if it has an account.</summary>
    private Task AddAsync(string token, string to = "ada@example.com", TimeSpan? lifetime = null, UserId? user = null, TimeSpan delay = default) => host.Services.GetRequiredService<Outbox>().AddAsync(
        new MailDraft
        {
            Kind = user is null ? MailKind.PasswordReset : MailKind.Alert,
            To = to,
            UserId = user,
            Delay = delay,
            Lifetime = lifetime ?? TimeSpan.FromHours(1),
            Content = new MailContent { Subject = "Hello", Paragraphs = ["Hello."], Link = new MailLink("Open", $"https://jusinfer.test/reset#{token}"), Footer = "Because." },
        },
        Cancellation);

    private PortalDbContext OpenContext() => host.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContext();

    private async Task<int> FailuresAsync()
    {
        await using var context = OpenContext();
        return await context.Set<OutgoingMail>().SumAsync(static mail => mail.Failures, Cancellation);
    }

    /// <summary>
    /// Lets time pass once the sender waits, and waits until it has looked for mails then. An attempt has a minute of the clock, which
    /// would be over before a busy machine has connected if time passed during it.
    /// </summary>
    private async Task PassAsync(TimeSpan by)
    {
        await UntilIdleAsync();
        host.Time.Skip(by);
        host.Services.GetRequiredService<MailSender>().Wake();
        await UntilIdleAsync();
    }

    /// <summary>Waits until the sender has done what is due and waits for its next poll.</summary>
    private Task UntilIdleAsync() => host.Time.WhenAwaitedAsync(host.Time.GetUtcNow() + PollInterval);

    private Task UntilLoggedAsync(string text) =>
        Eventually.TrueAsync(() => host.Logs.Lines.Any(line => line.Contains(text, StringComparison.Ordinal)));

    private Task UntilEmptyAsync() => Eventually.TrueAsync(async () =>
    {
        await using var context = OpenContext();
        return !await context.Set<OutgoingMail>().AnyAsync(Cancellation);
    });
}
