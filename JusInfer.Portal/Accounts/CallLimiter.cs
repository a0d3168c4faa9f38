using JusInfer.Portal.Primitives.RateLimits;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Limits control-plane calls per minute: those of an account, and those that a network makes without a valid access token. The two do not
/// affect each other.
/// </summary>
internal sealed class CallLimiter(AccountsOptions options) : IDisposable
{
    private readonly MinuteLimiter<UserId> byAccount = new(options.CallsPerMinute);
    private readonly MinuteLimiter<ClientNetwork> byNetwork = new(options.AnonymousCallsPerMinute);

    /// <summary>Counts a call of an account.</summary>
    /// <returns>The error to respond with; null where the call is allowed.</returns>
    public RequestError? Count(UserId user) => ErrorOf(byAccount.Count(user));

    /// <summary>Counts a call without a valid access token, as <see cref="Count"/> does.</summary>
    public RequestError? CountAnonymous(HttpContext http) => ErrorOf(byNetwork.Count(ClientNetwork.Of(http.Connection.RemoteIpAddress)));

    public void Dispose()
    {
        byAccount.Dispose();
        byNetwork.Dispose();
    }

    private static RequestError.RateLimited? ErrorOf(TimeSpan? wait) => wait is { } time ? new RequestError.RateLimited(time, "calls") : null;
}
