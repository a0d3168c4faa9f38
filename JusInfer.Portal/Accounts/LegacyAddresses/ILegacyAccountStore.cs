using JusInfer.Portal.Accounts.Verification;

namespace JusInfer.Portal.Accounts.LegacyAddresses;

/// <summary>Stores accounts whose addresses have no canonical form, or another one, apart from upper and lower case.</summary>
internal interface ILegacyAccountStore
{
    /// <summary>The accounts with such an address, and those that have the mailbox of one.</summary>
    Task<LegacyAccountList> ListAsync(CancellationToken cancellationToken);

    /// <summary>The account, if it is one of those; null otherwise.</summary>
    Task<LegacyAccount?> FindAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>
    /// Gives an account another address and a new security stamp, and removes open links to set another password or address, in one
    /// transaction. The address stays verified if it is only another spelling, and not only a provider has verified it to
    /// which its domain is not bound. The change is in the audit logs of the account's teams.
    /// Publishes <see cref="Tenancy.AccessChanged"/>.
    /// </summary>
    /// <param name="user">The account.</param>
    /// <param name="from">The address that it has.</param>
    /// <param name="to">The address that it gets, in canonical form.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns><see cref="EmailChangeResult.Gone"/> if the account does not have the first address any more.</returns>
    Task<EmailChangeResult> RenameAsync(UserId user, string from, string to, CancellationToken cancellationToken);
}
