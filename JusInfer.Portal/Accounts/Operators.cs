namespace JusInfer.Portal.Accounts;

/// <summary>
/// The operators of this installation: the account that used the setup link, and the accounts with a verified address in
/// <see cref="OperatorOptions"/>.
/// </summary>
internal sealed class Operators(IOperatorStore store, OperatorOptions options)
{
    public async Task<bool> IncludeAsync(UserId user, string email, CancellationToken cancellationToken) =>
        await store.IsOperatorAsync(user, cancellationToken)
        || (options.Emails.Contains(email, StringComparer.OrdinalIgnoreCase) && await store.HasVerifiedEmailAsync(user, cancellationToken));
}
