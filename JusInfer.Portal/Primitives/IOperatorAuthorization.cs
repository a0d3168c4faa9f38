namespace JusInfer.Portal.Primitives;

/// <summary>Knows who the operators of this installation are. The services of what only they may do ask it, also where a page or endpoint has asked before.</summary>
internal interface IOperatorAuthorization
{
    /// <returns><see cref="RequestError.Forbidden"/> if the account is not an operator now; null if it is.</returns>
    Task<RequestError?> CheckAsync(UserId user, CancellationToken cancellationToken);
}
