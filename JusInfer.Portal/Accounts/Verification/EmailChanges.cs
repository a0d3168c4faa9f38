using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Identity;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Accounts.Verification;

/// <summary>
/// Changes the address of an account. The person confirms it with the password and, if they have one, the second factor, and then with a link that is sent to the new address. Until
/// then the account keeps its address.
/// </summary>
internal sealed class EmailChanges(
    Outbox outbox, UserManager<PortalUser> users, AccountLookup accounts, PasswordCheck check, IEmailChangeStore store,
    SignInSessions sessions, ExternalProviders providers, SecurityMails mails, AttemptLimiter attempts, MailLimiter limiter, TimeProvider time)
{
    public const string Unavailable = "This installation sends no e-mail, so that nobody can prove that a new address is theirs. Ask its operator to set up a mail server.";
    public const string Gone = "This link is invalid, was used already, or has expired. Sign in and request the change again on the account page.";
    public const string Taken = "Another account has this address by now, so your account keeps the one that it has.";

    private const string Same = "{0} is the address that your account has.";

    /// <summary>Whether addresses can be changed.</summary>
    public bool IsAvailable => outbox.IsEnabled;

    /// <summary>Why an account cannot change its address; null if it can. The provider that its domain is bound to decides about its address.</summary>
    public RequestError? FindObstacle(PortalUser user) => providers.FindObstacle(user.Email);

    /// <summary>Mails a link to the new address. The answer is the same if another account has it: that mailbox gets a mail without a link.</summary>
    /// <returns>The change that waits for the link.</returns>
    public async Task<Result<EmailChange, RequestError>> RequestAsync(UserId me, Input<EmailChangeRequest> input, CancellationToken cancellationToken)
    {
        if (!IsAvailable) return new RequestError.Conflict(Unavailable);
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        if (!(await check.CheckAsync(me, input.Request.Password, "password", cancellationToken)).TryGet(out var user, out var rejected)) return rejected;
        var email = EmailAddress.Canonicalize(input.Request.Email)!;
        if ((FindObstacle(user) ?? providers.FindObstacle(email)) is { } bound) return bound;
        if (users.NormalizeEmail(email) == user.NormalizedEmail)
        {
            input.AddError(nameof(EmailChangeRequest.Email), Same);
            return new RequestError.Invalid(input.Errors);
        }

        if (limiter.Count(MailKind.EmailChange, me, email) is { } wait) return new RequestError.RateLimited(wait, "mails");
        var (change, token) = (new EmailChange(me, email, user.SecurityStamp ?? "", time.GetUtcNow()), EmailChangeLink.NewToken());
        await store.AddAsync(change, EmailChangeLink.HashOf(token), cancellationToken);
        var isTaken = await accounts.FindAsync(email, cancellationToken) is { } owner && owner.Id != user.Id;
        await outbox.AddAsync(MailTo(change, isTaken ? ContentForOwner(email) : ContentWith(token, user)), CancellationToken.None);
        await mails.SendAsync(me, SecurityChange.EmailChangeRequested, CancellationToken.None);
        return change;
    }

    /// <summary>The change that waits for its link; null if there is none.</summary>
    public async Task<EmailChange?> FindAsync(PortalUser user, CancellationToken cancellationToken) =>
        await store.FindAsync(user.UserId, cancellationToken) is { } change && change.IsOpen(user, time.GetUtcNow()) ? change : null;

    /// <summary>Cancels the change; false if there is none.</summary>
    public Task<bool> CancelAsync(UserId me, CancellationToken cancellationToken) => store.RemoveAsync(me, cancellationToken);

    /// <summary>
    /// Changes the address and ends all sessions of the account. The link alone is not enough, because who requested the change can have entered the address of someone
    /// else and hope that this person follows it: the account would get a verified address, and with it rights of an operator. So the person is signed in, or enters the password.
    /// </summary>
    /// <param name="token">The token of the link.</param>
    /// <param name="signedIn">The account that is signed in; null if none is.</param>
    /// <param name="password">The password that the person entered; null if none.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    /// <returns>The new address. <see cref="RequestError.Unauthorized"/> if the password is needed and missing.</returns>
    public async Task<Result<string, RequestError>> ConfirmAsync(Secret token, UserId? signedIn, Secret? password, CancellationToken cancellationToken)
    {
        if (attempts.Count() is { } wait) return new RequestError.RateLimited(wait);
        var hash = EmailChangeLink.HashOf(token);
        if (await store.FindAsync(hash, cancellationToken) is not { } change || await users.FindByIdAsync(change.User.Value.ToString()) is not { } user
            || !change.IsOpen(user, time.GetUtcNow()))
            return new RequestError.Forbidden(Gone);

        // An earlier version may have stored another form.
        if (EmailAddress.Canonicalize(change.Email) != change.Email) return new RequestError.Forbidden(Gone);
        if ((FindObstacle(user) ?? providers.FindObstacle(change.Email)) is { } bound) return bound;
        if (signedIn != user.UserId)
        {
            if (password is null) return new RequestError.Unauthorized(EmailVerification.PasswordMissing);
            if ((await check.CheckAsync(user.UserId, password, "password", cancellationToken)).Error is { } rejected) return rejected;
        }

        // Only to a verified address, as all mails about accounts.
        var earlier = user.EmailConfirmed ? user.Email : null;
        var result = await store.UseAsync(hash, cancellationToken);
        if (result is not EmailChangeResult.Changed) return result is EmailChangeResult.Taken ? new RequestError.Conflict(Taken) : new RequestError.Forbidden(Gone);
        await sessions.EndAllAsync(user.UserId, CancellationToken.None);
        if (earlier is not null) await mails.SendAsync(user.UserId, earlier, SecurityChange.EmailChanged, CancellationToken.None);
        return change.Email;
    }

    private static MailDraft MailTo(EmailChange change, MailContent content) => new()
    {
        Kind = MailKind.EmailChange,
        To = change.Email,
        Lifetime = EmailChange.Lifetime,
        UserId = change.User,
        Content = content,
    };

    private MailContent ContentWith(Secret token, PortalUser user) => new()
    {
        Subject = "Confirm your new e-mail address for JusInfer",
        Paragraphs =
        [
            $"The JusInfer account {user.Email} at {outbox.Origin} is to get your address. Open the link below to confirm that it is yours. It works once, and for a day.",
            "If you have no such account, do not open it. You need not do anything.",
        ],
        Link = new MailLink("Confirm the address", EmailChangeLink.To(outbox.Origin, token)),
        Footer = "You receive this mail because someone entered your address as the new one of an account.",
    };

    private MailContent ContentForOwner(string email) => new()
    {
        Subject = "Your e-mail address has a JusInfer account",
        Paragraphs =
        [
            $"Someone entered your address as the new one of another account at {outbox.Origin}. An account with the address {email} exists already, so nothing was changed.",
            "If it was you, delete one of the two accounts first. If it was not you, you need not do anything.",
        ],
        Link = new MailLink("Your account", $"{outbox.Origin}/account"),
        Footer = "You receive this mail because an account of this installation has your address.",
    };
}
