namespace JusInfer.Portal.Accounts;

/// <summary>
/// The operators of this installation: the account that used the setup link, and the accounts with a verified address in
/// <see cref="OperatorOptions"/>.
/// </summary>
internal sealed class Operators(IOperatorStore store, OperatorOptions options)
{
    /// <summary>Reads the address, too: one that the caller has read before can have been changed meanwhile.</summary>
    public async Task<bool> IncludeAsync(UserId user, CancellationToken cancellationToken) =>
        await store.IsOperatorAsync(user, cancellationToken)
        || (options.Emails is not [] && options.Includes(await store.FindVerifiedEmailAsync(user, cancellationToken)));
}
