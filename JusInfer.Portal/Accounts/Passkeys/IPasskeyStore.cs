using System.Collections.Immutable;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts.Passkeys;

/// <summary>Stores the passkeys of accounts. Identity's own store, from which sign-in reads them, has no entries for the audit log.</summary>
internal interface IPasskeyStore
{
    /// <summary>The passkeys of an account, the oldest first.</summary>
    Task<ImmutableArray<Passkey>> ListAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>Adds a passkey and, if the account has none, recovery codes in one transaction.</summary>
    /// <returns>Whether the recovery codes were added; null, and nothing changes, if an account has this passkey.</returns>
    Task<bool?> AddAsync(UserId user, UserPasskeyInfo passkey, IReadOnlyCollection<byte[]> recoveryCodes, CancellationToken cancellationToken);

    /// <summary>Stores what changes with each use: the counter of signatures, and whether the passkey is backed up.</summary>
    Task UseAsync(UserId user, UserPasskeyInfo passkey, CancellationToken cancellationToken);

    /// <summary>Deletes a passkey, with the recovery codes if the account has no second factor afterwards; false if the account has no such passkey.</summary>
    Task<bool> RemoveAsync(UserId user, byte[] id, CancellationToken cancellationToken);
}
