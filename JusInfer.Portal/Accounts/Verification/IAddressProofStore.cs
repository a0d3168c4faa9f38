namespace JusInfer.Portal.Accounts.Verification;

/// <summary>Stores that the owner of an address has taken over the account with it.</summary>
internal interface IAddressProofStore
{
    /// <summary>
    /// Verifies the address of an account and removes with what someone else who had signed up with it could still act: all keys that the account minted, its
    /// refresh tokens, second factors and passkeys, and the open invitations of teams in which it is alone. Disables the webhooks of teams that it owns. One transaction, with entries in the audit logs.
    /// Publishes <see cref="Tenancy.AccessChanged"/>.
    /// </summary>
    /// <param name="user">The account.</param>
    /// <param name="email">The address that was proved.</param>
    /// <param name="at">The time of the proof.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>
    /// What was removed; null, and nothing changes, if the address was verified before, or the account does not have it any more.
    /// </returns>
    Task<RemovedAccess?> ProveAsync(UserId user, string email, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <param name="Keys">The number of live keys.</param>
/// <param name="SecondFactor">Whether there was a second factor.</param>
/// <param name="Webhooks">The number of webhooks that were disabled.</param>
internal sealed record RemovedAccess(int Keys, bool SecondFactor, int Webhooks)
{
    public bool Any => Keys > 0 || SecondFactor || Webhooks > 0;
}
