using System.Threading.RateLimiting;
using JusInfer.Portal.Primitives.RateLimits;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Limits control-plane calls per minute: those of an account, and those that a network makes without a valid access token. The two do not
/// affect each other. The calls of one account run one after another; the others wait, because a query of the usage takes the processor from
/// the calls of other teams. Those that only read do not wait for those that may write, which can wait for the lock of the store.
/// </summary>
internal sealed class CallLimiter(AccountsOptions options) : IDisposable
{
    private const int MaxWaiting = 100;

    private static readonly TimeSpan WaitingRetryAfter = TimeSpan.FromSeconds(5);

    private readonly PartitionedRateLimiter<Turn> running = PartitionedRateLimiter.Create<Turn, Turn>(
        static turn => RateLimitPartition.GetConcurrencyLimiter(
            turn,
            static _ => new ConcurrencyLimiterOptions
            {
                PermitLimit = 1,
                QueueLimit = MaxWaiting,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }));

    private readonly MinuteLimiter<UserId> byAccount = new(options.CallsPerMinute);
    private readonly MinuteLimiter<ClientNetwork> byNetwork = new(options.AnonymousCallsPerMinute);

    /// <summary>Counts a call of an account.</summary>
    /// <returns>The error to respond with; null where the call is allowed.</returns>
    public RequestError? Count(UserId user) => ErrorOf(byAccount.Count(user));

    /// <summary>Counts a call without a valid access token, as <see cref="Count"/> does.</summary>
    public RequestError? CountAnonymous(HttpContext http) => ErrorOf(byNetwork.Count(ClientNetwork.From(http.Connection.RemoteIpAddress)));

    /// <summary>Whether the client's network has made too many calls without a valid access token.</summary>
    public bool IsAnonymousAboveLimit(HttpContext http) => byNetwork.Check(ClientNetwork.From(http.Connection.RemoteIpAddress)) is not null;

    /// <summary>Waits until no other such call of the account runs. The caller disposes the lease at the end of the call.</summary>
    /// <param name="user">The account.</param>
    /// <param name="method">The HTTP method of the call, which says whether it only reads.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    /// <returns>The lease, or the error to respond with if too many others are waiting.</returns>
    public async ValueTask<Result<RateLimitLease, RequestError>> WaitToRunAsync(
        UserId user, string method, CancellationToken cancellationToken)
    {
        var turn = new Turn(user, OnlyReads: HttpMethods.IsGet(method) || HttpMethods.IsHead(method));
        var lease = await running.AcquireAsync(turn, 1, cancellationToken);
        if (lease.IsAcquired) return lease;
        lease.Dispose();
        return new RequestError.RateLimited(WaitingRetryAfter, "calls at the same time");
    }

    public void Dispose()
    {
        running.Dispose();
        byAccount.Dispose();
        byNetwork.Dispose();
    }

    private static RequestError.RateLimited? ErrorOf(TimeSpan? wait) => wait is { } time ? new RequestError.RateLimited(time, "calls") : null;

    private readonly record struct Turn(UserId User, bool OnlyReads);
}
