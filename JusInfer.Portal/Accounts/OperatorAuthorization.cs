namespace JusInfer.Portal.Accounts;

/// <summary>Reads from the store who the operators are, as <see cref="Operators"/> does.</summary>
internal sealed class OperatorAuthorization(IOperatorStore store, OperatorOptions options) : IOperatorAuthorization
{
    public async Task<RequestError?> CheckAsync(UserId user, CancellationToken cancellationToken)
    {
        if (await store.IsOperatorAsync(user, cancellationToken)) return null;
        return options.Includes(await store.FindVerifiedEmailAsync(user, cancellationToken))
            ? null
            : new RequestError.Forbidden("Only the operator of this installation may do this.");
    }
}
