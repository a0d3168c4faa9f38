namespace JusInfer.Portal.Accounts.Deletion;

/// <summary>Deletes accounts.</summary>
internal interface IAccountStore
{
    /// <summary>
    /// Removes the account from its teams, revokes its keys, and deletes its address, its password, its sessions and everything else that identifies the
    /// person, in one transaction. Teams in which nobody else is are deleted. Usage stays, without a person. Publishes <see cref="Tenancy.AccessChanged"/>.
    /// </summary>
    /// <param name="user">The account.</param>
    /// <param name="email">The address that it must have; null for any.</param>
    /// <param name="at">The time of the deletion.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>
    /// False, and nothing changes, if the account is the only owner of a team with other members, has another address, or does not exist.
    /// </returns>
    Task<bool> DeleteAsync(UserId user, string? email, DateTimeOffset at, CancellationToken cancellationToken);
}
