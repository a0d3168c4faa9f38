using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Mail;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Accounts.Verification;

/// <summary>
/// Verifies that the person of an account reads the mails to its address. The link alone is not enough: who signed up with the address of someone else
/// could hope that this person follows it. So the person is signed in, or enters the password of the account.
/// </summary>
internal sealed class EmailVerification(
    Outbox outbox, UserManager<PortalUser> users, PasswordCheck check, IPasswordResetStore resets, IAuditStore audit, AttemptLimiter attempts, MailLimiter limiter,
    IDataProtectionProvider protection, TimeProvider time)
{
    public const string Gone = "This link is invalid or has expired. Sign in and send a new one from the account page.";
    public const string PasswordMissing = "Enter the password of the account.";

    /// <summary>Whether addresses can be verified.</summary>
    public bool IsAvailable => outbox.IsEnabled;

    /// <summary>Mails a link to the address of an account, if that is not verified.</summary>
    /// <returns>The error; null if the link is on its way, or not needed.</returns>
    public async Task<RequestError?> SendAsync(PortalUser user, CancellationToken cancellationToken)
    {
        if (!IsAvailable || user.EmailConfirmed) return null;
        if (limiter.Count(MailKind.AddressVerification, user.UserId, user.Email!) is { } wait) return new RequestError.RateLimited(wait, "mails");
        var token = new VerificationToken(user.Id, user.Email!).Protect(protection, time.GetUtcNow());
        await outbox.AddAsync(MailTo(user, token), cancellationToken);
        return null;
    }

    /// <summary>Verifies the address for which the token was mailed.</summary>
    /// <param name="token">The token.</param>
    /// <param name="signedIn">The account that is signed in; null if none is.</param>
    /// <param name="password">The password that the person entered; null if none.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    /// <returns>The address. <see cref="RequestError.Unauthorized"/> if the password is needed and missing.</returns>
    public async Task<Result<string, RequestError>> VerifyAsync(Secret token, UserId? signedIn, Secret? password, CancellationToken cancellationToken)
    {
        if (attempts.Count() is { } wait) return new RequestError.RateLimited(wait);
        if (VerificationToken.Open(token.Reveal(), protection, time.GetUtcNow()) is not { } open
            || await users.FindByIdAsync(open.User.ToString()) is not { } user || user.Email != open.Email)
            return new RequestError.Forbidden(Gone);
        if (user.EmailConfirmed) return open.Email;
        if (signedIn != user.UserId)
        {
            if (password is null) return new RequestError.Unauthorized(PasswordMissing);
            if ((await check.CheckAsync(user.UserId, password, "password", cancellationToken)).Error is { } rejected) return rejected;
        }

        user.EmailConfirmed = true;
        var stored = await users.UpdateAsync(user);
        if (!stored.Succeeded) return new RequestError.Conflict("The account was changed at the same time. Open the link again.");

        // The address can make the account an operator's, whose password no owner of a team may reset. From now on none makes a link.
        await resets.RemoveAsync(user.UserId, CancellationToken.None);
        await audit.AppendAsync(user.UserId, new AuditEvent(AuditActions.EmailVerified, user.UserId.ToString()) { Actor = user.UserId }, CancellationToken.None);
        return open.Email;
    }

    private MailDraft MailTo(PortalUser user, Secret token) => new()
    {
        Kind = MailKind.AddressVerification,
        To = user.Email!,
        Lifetime = VerificationToken.Lifetime,
        UserId = user.UserId,
        Content = new MailContent
        {
            Subject = "Verify your e-mail address for JusInfer",
            Paragraphs =
            [
                $"The JusInfer account {user.Email} at {outbox.Origin} has your address. Open the link below to verify that it is yours. It works for three days.",
                "If you have no such account, do not open it. You need not do anything.",
            ],
            Link = new MailLink("Verify the address", VerificationLink.To(outbox.Origin, token)),
            Footer = "You receive this mail because someone signed up with your address.",
        },
    };
}
