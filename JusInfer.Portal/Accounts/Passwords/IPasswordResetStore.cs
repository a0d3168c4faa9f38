namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>Stores password resets by the hash of their token until they are used.</summary>
internal interface IPasswordResetStore
{
    /// <summary>Adds a reset, which replaces an earlier one of the same account.</summary>
    /// <returns>
    /// False, and nothing changes, if the account was deleted, does not have the address any more to which the link is to be mailed, or if
    /// what allowed an owner to make the link is not so any more.
    /// </returns>
    Task<bool> AddAsync(PasswordReset reset, byte[] hash, CancellationToken cancellationToken);

    /// <summary>The reset whose token has this hash, even if it has expired.</summary>
    Task<PasswordReset?> FindAsync(byte[] hash, CancellationToken cancellationToken);

    /// <summary>The reset of an account, even if it has expired.</summary>
    Task<PasswordReset?> FindAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>Deletes the reset of an account, if it has one.</summary>
    Task RemoveAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>Deletes the reset; of concurrent calls, on any node, exactly one gets true.</summary>
    Task<bool> UseAsync(byte[] hash, CancellationToken cancellationToken);

    /// <summary>The account with this address, ignoring case; null if there is none.</summary>
    Task<AccountAddress?> FindAccountAsync(string email, CancellationToken cancellationToken);
}
