namespace JusInfer.Portal.Accounts.SecondFactors;

/// <summary>Stores the authenticator apps of accounts and their recovery codes.</summary>
internal interface ISecondFactorStore
{
    Task<SecondFactor?> FindAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>Whether the account has a confirmed authenticator app or a passkey.</summary>
    Task<bool> IsEnabledAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a factor whose first code was that of <see cref="SecondFactor.LastStep"/>, and its recovery codes in one transaction; false,
    /// and nothing changes, if the account has a confirmed one.
    /// </summary>
    Task<bool> AddAsync(SecondFactor factor, IReadOnlyCollection<byte[]> recoveryCodes, CancellationToken cancellationToken);

    /// <summary>Records the use of the code of a step; false if it or a later one was used before. Of concurrent uses, exactly one gets true.</summary>
    Task<bool> UseStepAsync(UserId user, long step, CancellationToken cancellationToken);

    /// <summary>Deletes a recovery code; false if the account has none with this hash. Of concurrent uses, exactly one gets true.</summary>
    Task<bool> UseRecoveryCodeAsync(UserId user, byte[] hash, CancellationToken cancellationToken);

    /// <summary>The number of unused recovery codes.</summary>
    Task<int> CountRecoveryCodesAsync(UserId user, CancellationToken cancellationToken);

    Task ReplaceRecoveryCodesAsync(UserId user, IReadOnlyCollection<byte[]> recoveryCodes, CancellationToken cancellationToken);

    /// <summary>Deletes the authenticator app and, if the account has no passkey either, the recovery codes.</summary>
    Task RemoveAsync(UserId user, CancellationToken cancellationToken);
}
