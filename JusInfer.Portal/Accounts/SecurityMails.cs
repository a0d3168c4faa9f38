using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Mail;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Tells people by mail what happened to their account, so that they notice what a stranger does with it. Only verified addresses receive such mails: others can belong to
/// someone who does not know the account. They contain no secret and no link that does something.
/// </summary>
internal sealed class SecurityMails(Outbox outbox, IOperatorStore accounts, IHttpContextAccessor http, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3);

    /// <summary>Mails the person of an account. Does nothing if no mails are sent, or its address is not verified.</summary>
    /// <param name="user">The account.</param>
    /// <param name="change">What happened.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    public async Task SendAsync(UserId user, SecurityChange change, CancellationToken cancellationToken)
    {
        if (!outbox.IsEnabled || await accounts.FindVerifiedEmailAsync(user, cancellationToken) is not { } email) return;
        await SendAsync(user, email, change, cancellationToken);
    }

    /// <summary>Mails the person of an account at a verified address that the account had until now.</summary>
    public async Task SendAsync(UserId user, string verifiedEmail, SecurityChange change, CancellationToken cancellationToken)
    {
        if (outbox.IsEnabled) await outbox.AddAsync(MailTo(user, verifiedEmail, change), cancellationToken);
    }

    private MailDraft MailTo(UserId user, string email, SecurityChange change) => new()
    {
        Kind = MailKind.AccountSecurity,
        To = email,
        Lifetime = Lifetime,
        UserId = user,
        Content = new MailContent
        {
            Subject = SubjectOf(change),
            Paragraphs =
            [
                $"This happened to the JusInfer account {email} at {outbox.Origin} on {DateFormat.Minute(time.GetUtcNow())} UTC{Origin()}: {DescriptionOf(change)}",
                "If it was you, you need not do anything.",
                AdviceAfter(change),
            ],
            Link = new MailLink("Your account", $"{outbox.Origin}/account"),
            Footer = "You receive this mail because an account of this installation has your address.",
        },
    };

    /// <summary>From where it was done, as far as the request says it.</summary>
    private string Origin()
    {
        var origin = SignInOrigin.From(http.HttpContext);
        return (origin.Address is null ? "" : $", from {origin.Address}") + (origin.Device is null ? "" : $", with {origin.Device}");
    }

    private static string AdviceAfter(SecurityChange change) => change is SecurityChange.EmailChanged
        ? "If it was not you, tell the operator of this installation or an owner of your team at once: your address does not open the account any more."
        : "If it was not you, open the account page, set another password, end all other sessions, and check the ways to sign in. If you cannot sign in any more, use “Forgot your password?”.";

    private static string SubjectOf(SecurityChange change) => change switch
    {
        SecurityChange.PasswordChanged => "Your JusInfer password was changed",
        SecurityChange.AppAdded => "An authenticator app was added to your JusInfer account",
        SecurityChange.AppRemoved => "The authenticator app of your JusInfer account was removed",
        SecurityChange.PasskeyAdded => "A passkey was added to your JusInfer account",
        SecurityChange.PasskeyRemoved => "A passkey of your JusInfer account was removed",
        SecurityChange.RecoveryCodesReplaced => "Your JusInfer recovery codes were replaced",
        SecurityChange.RecoveryCodeUsed => "A recovery code of your JusInfer account was used",
        SecurityChange.ProviderLinked => "A way to sign in was linked to your JusInfer account",
        SecurityChange.ProviderUnlinked => "A way to sign in was unlinked from your JusInfer account",
        SecurityChange.ClientConnected => "An app was connected to your JusInfer account",
        SecurityChange.EmailChangeRequested => "A new e-mail address was requested for your JusInfer account",
        SecurityChange.EmailChanged => "The e-mail address of your JusInfer account was changed",
        _ => "New sign-in to your JusInfer account",
    };

    private static string DescriptionOf(SecurityChange change) => change switch
    {
        SecurityChange.PasswordChanged => "the password was changed, and the other sessions were ended.",
        SecurityChange.AppAdded => "an authenticator app was added as the second factor.",
        SecurityChange.AppRemoved => "the authenticator app was removed, so that signing in does not ask for its codes any more.",
        SecurityChange.PasskeyAdded => "a passkey was added, with which one can sign in.",
        SecurityChange.PasskeyRemoved => "a passkey was removed.",
        SecurityChange.RecoveryCodesReplaced => "new recovery codes were made, and the old ones do not work any more.",
        SecurityChange.RecoveryCodeUsed => "a recovery code was used in place of the second factor. It does not work again.",
        SecurityChange.ProviderLinked => "an account of a provider was linked, with which one can sign in.",
        SecurityChange.ProviderUnlinked => "an account of a provider was unlinked.",
        SecurityChange.ClientConnected => "an app was allowed to use the MCP server for you. The account page lists connected apps and disconnects them.",
        SecurityChange.EmailChangeRequested =>
            "a change of its e-mail address was requested. It takes effect when the new address is confirmed. Until then the account page cancels it, and so does another password.",
        SecurityChange.EmailChanged => "it has another e-mail address now, which was confirmed, and all sessions were ended.",
        _ => "a device signed in that this account had not used before.",
    };
}
