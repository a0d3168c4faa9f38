namespace JusInfer.Portal.Accounts;

/// <summary>The operators of this installation: its first account, and the accounts in <see cref="OperatorOptions"/>.</summary>
internal sealed class Operators(IOperatorStore store, OperatorOptions options)
{
    public async Task<bool> IncludeAsync(UserId user, string email, CancellationToken cancellationToken) =>
        options.Emails.Contains(email, StringComparer.OrdinalIgnoreCase) || await store.IsOperatorAsync(user, cancellationToken);
}
