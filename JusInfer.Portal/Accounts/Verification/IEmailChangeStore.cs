namespace JusInfer.Portal.Accounts.Verification;

/// <summary>Stores requested changes of addresses by the hash of their token. An account has at most one. Everything is in the audit logs of the account's teams.</summary>
internal interface IEmailChangeStore
{
    /// <summary>Adds a change, which replaces an earlier one of the same account, and deletes those of all accounts that have expired.</summary>
    Task AddAsync(EmailChange change, byte[] hash, CancellationToken cancellationToken);

    /// <summary>The change whose token has this hash, even if it has expired.</summary>
    Task<EmailChange?> FindAsync(byte[] hash, CancellationToken cancellationToken);

    /// <summary>The change of an account, even if it has expired.</summary>
    Task<EmailChange?> FindAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>Cancels the change of an account; false if it has none.</summary>
    Task<bool> RemoveAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>
    /// Gives the account the new address, as verified, and a new security stamp, and removes the change and an open link to set another password, in one transaction. Of concurrent
    /// calls, on any node, one changes the account; of two accounts that change to one address, too. Publishes <see cref="Tenancy.AccessChanged"/>.
    /// </summary>
    Task<EmailChangeResult> UseAsync(byte[] hash, CancellationToken cancellationToken);
}
