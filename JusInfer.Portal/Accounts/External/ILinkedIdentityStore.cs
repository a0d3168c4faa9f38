using System.Collections.Immutable;

namespace JusInfer.Portal.Accounts.External;

/// <summary>Stores which identities at providers belong to which accounts, with entries in the audit logs.</summary>
internal interface ILinkedIdentityStore
{
    /// <summary>The account that an identity belongs to; null if it is linked to none.</summary>
    Task<UserId?> FindAsync(string issuer, string subject, CancellationToken cancellationToken);

    /// <summary>The identities of an account, ordered by issuer and subject.</summary>
    Task<ImmutableArray<LinkedIdentity>> ListAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>Links an identity; false, and nothing changes, if it is linked to an account. Of concurrent calls, exactly one gets true.</summary>
    Task<bool> AddAsync(UserId user, LinkedIdentity identity, CancellationToken cancellationToken);

    /// <summary>Unlinks an identity, unless it is the account's only way to sign in. Concurrent calls for one account follow each other.</summary>
    Task<UnlinkResult> RemoveAsync(UserId user, string issuer, string subject, SignInWays ways, CancellationToken cancellationToken);
}
