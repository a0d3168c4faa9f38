using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace JusInfer.Portal.Mail;

/// <summary>
/// Hands mails to the SMTP server. It uses the class of the framework, which knows STARTTLS but not TLS from the first byte (port 465), and signs in with
/// AUTH LOGIN. What went wrong is told without the server's text, which can contain addresses.
/// </summary>
internal sealed class MailClient(MailOptions options)
{
    /// <summary>Replies of RFC 5321 from here on are permanent.</summary>
    private const int FirstPermanentReply = 500;

    /// <summary>Replies of RFC 5321 and RFC 4954 that concern every mail: the service is not available, and the sign-in failed or is missing.</summary>
    private static readonly int[] RepliesToAll = [421, 432, 454, 530, 534, 535, 538];

    /// <summary>Makes one attempt.</summary>
    /// <param name="id">The id of the mail.</param>
    /// <param name="email">The mail.</param>
    /// <param name="cancellationToken">Ends the attempt, which has failed then.</param>
    public async Task<MailOutcome> SendAsync(MailId id, EmailMessage email, CancellationToken cancellationToken)
    {
        var smtp = options.Smtp ?? throw new InvalidOperationException("No SMTP server is configured.");

        // The client of the framework would fail as if the server had ended the conversation.
        if (!Ascii.IsValid(email.To.AsSpan(0, Math.Max(0, email.To.LastIndexOf('@'))))) return new MailOutcome.Rejected("The address has characters outside ASCII before the @.");
        try
        {
            using var message = MessageOf(smtp, id, email);
            using var client = new SmtpClient(smtp.Host, smtp.Port)
            {
                EnableSsl = smtp.Security is SmtpSecurity.StartTls,
                UseDefaultCredentials = false,
                Credentials = smtp.User is null ? null : new NetworkCredential(smtp.User, smtp.Password?.Reveal()),
            };
            await client.SendMailAsync(message, cancellationToken).WaitAsync(cancellationToken);
            return new MailOutcome.Sent();
        }
        catch (OperationCanceledException)
        {
            return new MailOutcome.Failed("The server did not answer in time.");
        }
        catch (FormatException)
        {
            return new MailOutcome.Rejected("The address is invalid.");
        }
        catch (SmtpFailedRecipientException fault) when ((int)fault.StatusCode >= FirstPermanentReply)
        {
            return new MailOutcome.Rejected(ErrorOf(fault.StatusCode));
        }
        catch (SmtpException fault) when (fault.StatusCode is not SmtpStatusCode.GeneralFailure && !RepliesToAll.Contains((int)fault.StatusCode))
        {
            return new MailOutcome.Deferred(ErrorOf(fault.StatusCode));
        }
        catch (SmtpException fault)
        {
            return new MailOutcome.Failed(ErrorOf(fault));
        }
        catch (Exception fault) when (fault is IOException or SocketException or AuthenticationException)
        {
            return new MailOutcome.Failed(ErrorOf(fault));
        }
    }

    private static MailMessage MessageOf(SmtpOptions smtp, MailId id, EmailMessage email)
    {
        var from = new MailAddress(smtp.From);
        var html = AlternateView.CreateAlternateViewFromString(email.Html, Encoding.UTF8, MediaTypeNames.Text.Html);
        html.TransferEncoding = TransferEncoding.Base64;
        var message = new MailMessage(from, new MailAddress(email.To))
        {
            Subject = email.Subject,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
            Body = email.Text,
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.Base64,
            AlternateViews = { html },
        };
        message.Headers.Add("Message-ID", $"<{id}@{from.Host}>");
        message.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834: programs do not reply.
        return message;
    }

    private static string ErrorOf(Exception fault) => fault switch
    {
        SmtpException { StatusCode: not SmtpStatusCode.GeneralFailure and var status } => ErrorOf(status),
        { InnerException: { } inner } and SmtpException => ErrorOf(inner),
        SocketException { SocketErrorCode: var error } => $"The connection to the server failed ({error}).",
        { InnerException: SocketException { SocketErrorCode: var error } } => $"The connection to the server failed ({error}).",
        AuthenticationException => "The TLS handshake failed. Check the certificate of the server.",
        SmtpException => "The server does not offer STARTTLS or AUTH LOGIN, or ended the conversation.",
        _ => "The connection to the server broke.",
    };

    private static string ErrorOf(SmtpStatusCode status) => string.Create(CultureInfo.InvariantCulture, $"The server replied {(int)status}.");
}
