namespace JusInfer.Portal.Accounts;

/// <summary>Knows who runs this installation: the first account of a fresh store.</summary>
internal interface IOperatorStore
{
    /// <summary>
    /// Makes this user the operator if the store has none yet; true where it did. Of two first sign-ups at once, on one node or two,
    /// exactly one is told true. Call it after the account is stored.
    /// </summary>
    Task<bool> TryClaimFirstAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>Whether this user made that claim. Users named in <c>Operator:Emails</c> are not known here.</summary>
    Task<bool> IsOperatorAsync(UserId user, CancellationToken cancellationToken);
}
