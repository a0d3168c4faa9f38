namespace JusInfer.Portal.Accounts;

/// <summary>Stores which account became the operator: the first one of an empty store.</summary>
internal interface IOperatorStore
{
    /// <summary>
    /// Makes this user the operator if there is none yet. Of concurrent first sign-ups, on any node, exactly one gets true. Call it after
    /// the account is stored.
    /// </summary>
    Task<bool> TryClaimFirstAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>Whether this user is that operator. Users in <c>Operator:Emails</c> are not considered.</summary>
    Task<bool> IsOperatorAsync(UserId user, CancellationToken cancellationToken);
}
