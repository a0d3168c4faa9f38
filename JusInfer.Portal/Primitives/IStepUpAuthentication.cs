namespace JusInfer.Portal.Primitives;

/// <summary>Asks people for their second factor again before changes that someone who has taken over a session must not make. The services of these changes call it.</summary>
internal interface IStepUpAuthentication
{
    /// <param name="user">The account that makes the change.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    /// <returns>
    /// <see cref="RequestError.SecondFactorRequired"/> if the account has a second factor, and the session of the current request or page has not used it within
    /// the last ten minutes; null otherwise.
    /// </returns>
    Task<RequestError?> CheckAsync(UserId user, CancellationToken cancellationToken);
}
