namespace JusInfer.Portal.Accounts;

/// <summary>Stores which account became the first operator.</summary>
internal interface IOperatorStore
{
    /// <summary>Whether there is an operator. Users in <c>Operator:Emails</c> are not considered.</summary>
    Task<bool> ExistsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes this user the operator if there is none yet, and the wallets of the teams that they own postpaid. Of concurrent calls, on any node, exactly one gets true. Call it after the account
    /// is stored.
    /// </summary>
    Task<bool> TryClaimFirstAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>Whether this user is that operator. Users in <c>Operator:Emails</c> are not considered.</summary>
    Task<bool> IsOperatorAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>Whether the e-mail address of this user is verified.</summary>
    Task<bool> HasVerifiedEmailAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>
    /// Makes these addresses unverified where only a provider to which their domain is not bound has verified them
    /// (<see cref="External.ExternalIdentity.VerifiedToken"/>), so that our own mail has to.
    /// </summary>
    Task UnverifyAsync(IReadOnlyCollection<string> emails, CancellationToken cancellationToken);

    /// <summary>The e-mail address of this user; null if it is not verified.</summary>
    Task<string?> FindVerifiedEmailAsync(UserId user, CancellationToken cancellationToken);
}
