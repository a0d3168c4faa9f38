using JusInfer.Portal.Accounts.Deletion;
using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Accounts.LegacyAddresses;

/// <summary>
/// Lets operators resolve addresses that earlier versions stored as they were typed. Two accounts with one mailbox are two people or one,
/// which only the operator can find out, so nothing is merged by itself.
/// </summary>
internal sealed class LegacyAccounts(
    ILegacyAccountStore store, AccountDeletion deletion, IOperatorAuthorization operators, IStepUpAuthentication stepUp,
    ExternalProviders providers, SignInSessions sessions, Outbox outbox)
{
    public const string Gone = "This account has another address by now, or no other account has its address any more. Reload the page.";

    private const string Taken = "Another account has this address. Rename or delete that one first.";
    private const string Own = "This is your own account. Delete it on the account page.";
    private const string OfOperator =
        "This account is an operator's, and would not be one with another mailbox. Change Operator:Emails first.";

    private const string DeletedOperator = "This account is an operator's. Take its address out of Operator:Emails first.";

    /// <summary>The accounts to resolve. Empty for who is not an operator.</summary>
    public async Task<LegacyAccountList> ListAsync(UserId me, CancellationToken cancellationToken) =>
        await operators.CheckAsync(me, cancellationToken) is null ? await store.ListAsync(cancellationToken) : LegacyAccountList.Empty;

    /// <summary>Gives a listed account another address and ends its sessions. Only operators may.</summary>
    /// <returns>The new address.</returns>
    public async Task<Result<string, RequestError>> RenameAsync(
        UserId me, UserId user, string typed, CancellationToken cancellationToken)
    {
        if (await FindObstacleAsync(me, cancellationToken) is { } obstacle) return obstacle;
        if (EmailAddress.Canonicalize(typed) is not { } email)
            return new RequestError.Invalid(new ValidationErrors().Add("email", $"email must {EmailAddress.FaultOf(typed.Trim())}"));
        if (await store.FindAsync(user, cancellationToken) is not { } account) return new RequestError.Conflict(Gone);

        // Another spelling is the same person's at the provider. Another mailbox would be one that the provider has not given them.
        if (!EmailAddress.AreSame(account.Email, email))
        {
            if (providers.FindObstacle(email) is { } bound) return bound;
            if (await operators.CheckAsync(user, cancellationToken) is null) return new RequestError.Conflict(OfOperator);
        }

        switch (await store.RenameAsync(user, account.Email, email, cancellationToken))
        {
            case EmailChangeResult.Gone: return new RequestError.Conflict(Gone);
            case EmailChangeResult.Taken: return new RequestError.Invalid(new ValidationErrors().Add("email", Taken));
        }

        await sessions.EndAllAsync(user, CancellationToken.None);
        await MailAsync(
            account, user, "The e-mail address of your JusInfer account was changed",
            $"gave the account {account.Email} the address {email}. Sign in with that one. All sessions were ended; keys still work.");
        return email;
    }

    /// <summary>Deletes a listed account, as its person could. Only operators may.</summary>
    /// <param name="me">The operator.</param>
    /// <param name="user">The account.</param>
    /// <param name="email">The address with which the operator has seen it.</param>
    /// <param name="cancellationToken">Canceled when the operator disconnects.</param>
    /// <returns>Why it was not deleted; null if it was.</returns>
    public async Task<RequestError?> DeleteAsync(UserId me, UserId user, string email, CancellationToken cancellationToken)
    {
        if (await FindObstacleAsync(me, cancellationToken) is { } obstacle) return obstacle;
        if (me == user) return new RequestError.Conflict(Own);
        var account = await store.FindAsync(user, cancellationToken);
        if (account?.Email != email) return new RequestError.Conflict(Gone);
        if (await operators.CheckAsync(user, cancellationToken) is null) return new RequestError.Conflict(DeletedOperator);
        if (await deletion.DeleteNamedAsync(user, email, cancellationToken) is { } rejected) return rejected;
        await MailAsync(
            account, recipient: null, "Your JusInfer account was deleted",
            $"deleted the account {account.Email}. Its personal keys do not work any more.");
        return null;
    }

    private async Task<RequestError?> FindObstacleAsync(UserId me, CancellationToken cancellationToken) =>
        await operators.CheckAsync(me, cancellationToken) ?? await stepUp.CheckAsync(me, cancellationToken);

    /// <summary>Only to a verified address: another one can be that of someone who does not know the account.</summary>
    private async Task MailAsync(LegacyAccount account, UserId? recipient, string subject, string whatTheOperatorDid)
    {
        if (!outbox.IsEnabled || !account.IsVerified) return;
        var draft = new MailDraft
        {
            Kind = MailKind.AccountSecurity,
            To = account.Email,
            Lifetime = TimeSpan.FromDays(3),
            UserId = recipient,
            Content = new MailContent
            {
                Subject = subject,
                Paragraphs =
                [
                    $"The operator of {outbox.Origin} {whatTheOperatorDid}",
                    "An earlier version had stored an address in a form that is not used any more. "
                        + "If you did not expect this, ask the operator of this installation.",
                ],
                Link = new MailLink("Sign in", $"{outbox.Origin}/login"),
                Footer = "You receive this mail because an account of this installation had your address.",
            },
        };
        await outbox.AddAsync(draft, CancellationToken.None);
    }
}
