namespace JusInfer.Portal.Accounts.Deletion;

/// <summary>Deletes accounts.</summary>
internal interface IAccountStore
{
    /// <summary>
    /// Removes the account from its teams, revokes its keys, and deletes its address, its password, its sessions and everything else that identifies the
    /// person, in one transaction. Teams in which nobody else is are deleted. Usage stays, without a person. Publishes <see cref="Tenancy.AccessChanged"/>.
    /// </summary>
    /// <returns>False, and nothing changes, if the account is the only owner of a team with other members, or does not exist.</returns>
    Task<bool> DeleteAsync(UserId user, DateTimeOffset at, CancellationToken cancellationToken);
}
