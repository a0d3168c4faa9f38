using System.Net;
using System.Security.Cryptography.X509Certificates;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Mail;

/// <summary>Conversations with an SMTP server on a socket.</summary>
public sealed class MailClientTests
{
    private static readonly MailId Id = MailId.New(DateTimeOffset.UnixEpoch);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_has_a_text_and_the_same_as_HTML_and_says_that_a_program_wrote_it()
    {
        await using var server = SmtpServer.Start();

        (await SendAsync(server, EmailOf("Grüße", "The team “Ünïcødé” is ready."))).ShouldBeOfType<MailOutcome.Sent>();

        var mail = server.Received.ShouldHaveSingleItem();
        (mail.From, mail.IsSecure, mail.Login).ShouldBe(("noreply@example.com", false, null));
        mail.To.ShouldBe(["ada@example.com"]);
        mail.Subject.ShouldBe("Grüße");
        mail.Text.ShouldContain("The team “Ünïcødé” is ready.\r\n\r\nOpen it:\r\nhttps://jusinfer.test/x#token\r\n\r\nBecause.");
        mail.Html.ShouldContain("<a href=\"https://jusinfer.test/x#token\">Open it</a>");
        mail.Header("From").ShouldContain("JusInfer");
        mail.Header("Message-ID").ShouldBe($"<{Id}@example.com>");
        mail.Header("Auto-Submitted").ShouldBe("auto-generated");
    }

    [Fact]
    public async Task Hostile_names_add_no_headers_lines_or_elements()
    {
        await using var server = SmtpServer.Start();

        (await SendAsync(server, EmailOf("Team\r\nBcc: eve@example.com", "<script>alert(1)</script> \u202Etxt\r\n.\r\nMAIL FROM:<eve@example.com>"))).ShouldBeOfType<MailOutcome.Sent>();

        var mail = server.Received.ShouldHaveSingleItem();
        mail.Subject.ShouldBe("Team  Bcc: eve@example.com");
        mail.HeaderNames.ShouldBe(["MIME-Version", "From", "To", "Date", "Subject", "Content-Type", "Message-ID", "Auto-Submitted"], ignoreOrder: true);
        mail.To.ShouldBe(["ada@example.com"]);
        mail.Html.ShouldContain("&lt;script&gt;");
        mail.Html.ShouldNotContain("<script");
        mail.Text.ShouldContain("</script> txt  .  MAIL FROM:<eve@example.com>");
    }

    [Fact]
    public async Task A_long_subject_is_shortened()
    {
        await using var server = SmtpServer.Start();

        await SendAsync(server, EmailOf(new string('x', 500), "text"));

        server.Received.ShouldHaveSingleItem().Subject.ShouldBe(new string('x', 149) + "…");
    }

    [Fact]
    public async Task With_STARTTLS_the_password_and_the_mail_are_sent_after_the_handshake()
    {
        using var certificate = TestCertificate.Create();
        await using var server = SmtpServer.Start(certificate, offersLogin: true);
        using var trust = new Trust(certificate);

        (await SendAsync(server, EmailOf("Hello", "text"), SmtpSecurity.StartTls, "mailer", "planted-password")).ShouldBeOfType<MailOutcome.Sent>();

        var mail = server.Received.ShouldHaveSingleItem();
        (mail.IsSecure, mail.Login).ShouldBe((true, "mailer:planted-password"));
        server.Commands.TakeWhile(static line => line != "STARTTLS").ShouldAllBe(line => line.StartsWith("EHLO"));
    }

    [Fact]
    public async Task A_server_with_a_certificate_that_is_not_trusted_gets_neither_password_nor_mail()
    {
        using var certificate = TestCertificate.Create();
        await using var server = SmtpServer.Start(certificate, offersLogin: true);

        var outcome = await SendAsync(server, EmailOf("Hello", "text"), SmtpSecurity.StartTls, "mailer", "planted-password");

        outcome.ShouldBe(new MailOutcome.Failed("The TLS handshake failed. Check the certificate of the server."));
        server.Received.ShouldBeEmpty();
        server.Commands.ShouldAllBe(line => line.StartsWith("EHLO") || line == "STARTTLS");
    }

    [Fact]
    public async Task A_server_without_STARTTLS_gets_neither_password_nor_mail()
    {
        await using var server = SmtpServer.Start(offersLogin: true);

        (await SendAsync(server, EmailOf("Hello", "text"), SmtpSecurity.StartTls, "mailer", "planted-password")).ShouldBeOfType<MailOutcome.Failed>()
            .Error.ShouldBe("The server does not offer STARTTLS or AUTH LOGIN, or ended the conversation.");

        server.Received.ShouldBeEmpty();
        server.Commands.ShouldAllBe(line => line.StartsWith("EHLO") || line == "QUIT");
    }

    [Theory]
    [InlineData("RCPT", "550 no such user ada@example.com", nameof(MailOutcome.Rejected), "The server replied 550.")]
    [InlineData("RCPT", "450 try later, ada@example.com", nameof(MailOutcome.Deferred), "The server replied 450.")]
    [InlineData("RCPT", "554 5.7.1 refused", nameof(MailOutcome.Deferred), "The server replied 554.")]
    [InlineData("MAIL", "421 too busy", nameof(MailOutcome.Failed), "The server replied 421.")]
    [InlineData("MAIL", "530 sign in first", nameof(MailOutcome.Failed), "The server replied 530.")]
    [InlineData("DATA", "452 disk full", nameof(MailOutcome.Deferred), "The server replied 452.")]
    public async Task A_reply_about_one_mail_does_not_stop_others_and_no_error_has_the_servers_text(string command, string reply, string expected, string error)
    {
        await using var server = SmtpServer.Start();
        server.Answer = line => line.StartsWith(command, StringComparison.Ordinal) ? reply : null;

        var outcome = await SendAsync(server, EmailOf("Hello", "text"));

        MailOutcome[] outcomes = [new MailOutcome.Rejected(error), new MailOutcome.Deferred(error), new MailOutcome.Failed(error)];
        outcome.ShouldBe(outcomes.Single(one => one.GetType().Name == expected));
    }

    [Fact]
    public async Task An_address_that_the_client_cannot_send_to_is_rejected_before_the_conversation()
    {
        await using var server = SmtpServer.Start();

        var outcome = await SendAsync(server, EmailOf("Hello", "text") with { To = "ünal@example.com" });

        outcome.ShouldBeOfType<MailOutcome.Rejected>();
        server.Commands.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_has_failed()
    {
        var server = SmtpServer.Start();
        await server.DisposeAsync();

        (await SendAsync(server, EmailOf("Hello", "text"))).ShouldBe(new MailOutcome.Failed("The connection to the server failed (ConnectionRefused)."));
    }

    [Fact]
    public async Task A_server_that_says_nothing_has_failed_when_the_attempt_ends()
    {
        await using var server = SmtpServer.Start();
        server.IsSilent = true;
        using var attempt = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        (await new MailClient(OptionsOf(server)).SendAsync(Id, EmailOf("Hello", "text"), attempt.Token)).ShouldBe(new MailOutcome.Failed("The server did not answer in time."));
    }

    [Fact]
    public async Task A_server_that_says_nothing_after_the_mail_has_failed_when_the_attempt_ends()
    {
        await using var server = SmtpServer.Start();
        server.IsSilentAfterData = true;
        using var attempt = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));

        (await new MailClient(OptionsOf(server)).SendAsync(Id, EmailOf("Hello", "text"), attempt.Token)).ShouldBe(new MailOutcome.Failed("The server did not answer in time."));

        server.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Several_mails_to_one_person_are_one_letter_in_which_each_has_its_subject_and_link()
    {
        await using var server = SmtpServer.Start();
        MailContent ContentOf(string name) => new()
        {
            Subject = $"About <{name}>",
            Paragraphs = [$"Text of {name}."],
            Link = new MailLink("Open it", $"https://jusinfer.test/#{name}"),
            Footer = "Because.",
        };

        await SendAsync(server, EmailMessage.Create("ada@example.com", ContentOf("one"), ContentOf("two"), ContentOf("three")));

        var mail = server.Received.ShouldHaveSingleItem();
        mail.Subject.ShouldBe("About <one> and 2 more");
        mail.Text.ShouldStartWith("* About <one>\r\n\r\nText of one.\r\n\r\nOpen it:\r\nhttps://jusinfer.test/#one\r\n\r\n* About <two>\r\n");
        mail.Text.ShouldEndWith("https://jusinfer.test/#three\r\n\r\nBecause.\r\n");
        mail.Html.ShouldContain("<h2 style=\"font-size:medium\">About &lt;two&gt;</h2>");
        mail.Html.Split("Because.").Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_server_that_ends_the_conversation_has_failed()
    {
        await using var server = SmtpServer.Start();
        server.Answer = line => line == "DATA" ? throw new IOException("The test ends the connection.") : null;

        (await SendAsync(server, EmailOf("Hello", "text"))).ShouldBeOfType<MailOutcome.Failed>();
    }

    private static Task<MailOutcome> SendAsync(
        SmtpServer server, EmailMessage email, SmtpSecurity security = SmtpSecurity.None, string? user = null, string? password = null) =>
        new MailClient(OptionsOf(server, security, user, password)).SendAsync(Id, email, Token);

    private static MailOptions OptionsOf(SmtpServer server, SmtpSecurity security = SmtpSecurity.None, string? user = null, string? password = null) => new()
    {
        Smtp = new SmtpOptions
        {
            Host = "127.0.0.1",
            Port = server.Port,
            Security = security,
            User = user,
            Password = password is null ? null : new Secret(password),
            From = "JusInfer <noreply@example.com>",
        },
        PublicUrl = "https://jusinfer.test",
    };

    private static EmailMessage EmailOf(string subject, string paragraph) => EmailMessage.Create("ada@example.com", new MailContent
    {
        Subject = subject,
        Paragraphs = [paragraph],
        Link = new MailLink("Open it", "https://jusinfer.test/x#token"),
        Footer = "Because.",
    });

    /// <summary>Trusts one certificate until it is disposed. The class of the framework has no other way than this one, for the whole process.</summary>
    private sealed class Trust : IDisposable
    {
#pragma warning disable SYSLIB0014, MA0039 // the only way to configure the class of the framework; it trusts one certificate more
        public Trust(X509Certificate2 certificate) => ServicePointManager.ServerCertificateValidationCallback =
            (_, presented, _, errors) => errors is System.Net.Security.SslPolicyErrors.None || presented?.GetCertHashString() == certificate.GetCertHashString();

        public void Dispose() => ServicePointManager.ServerCertificateValidationCallback = null;
#pragma warning restore SYSLIB0014, MA0039
    }
}
