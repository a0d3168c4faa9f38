using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Primitives.RateLimits;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Limits password attempts per minute, per network and per e-mail address. It complements Identity's lockout of single accounts, and
/// rejects attempts before the password is hashed. It also limits how many passwords are hashed at the same time.
/// </summary>
internal sealed class AttemptLimiter(IHttpContextAccessor http, KnownDevices devices, IAuditCaller callers, AccountsOptions options)
    : IDisposable
{
    /// <summary>When to try again if too many others wait for a password to be hashed.</summary>
    public static readonly TimeSpan HashingRetryAfter = TimeSpan.FromSeconds(10);

    private readonly MinuteLimiter<ClientNetwork> byNetwork = new(options.AttemptsPerMinute);
    private readonly MinuteLimiter<ClientNetwork> tokensByNetwork = new(options.AttemptsPerMinute);
    private readonly MinuteLimiter<string> byEmail = new(options.AttemptsPerEmailPerMinute);

    private readonly HashingQueue hashing = new(Math.Max(1, Environment.ProcessorCount / 2));

    private ClientNetwork Network => ClientNetwork.From(http.HttpContext?.Connection.RemoteIpAddress);

    /// <summary>Counts an attempt from the network of the current call.</summary>
    /// <returns>The time to wait; null if the attempt is allowed.</returns>
    public TimeSpan? Count() => byNetwork.Count(Network);

    /// <summary>Counts a request with a token, such as to refresh it, as <see cref="Count()"/> does. Apart from the attempts: programs of a network that refresh their tokens must not keep its people from signing in.</summary>
    public TimeSpan? CountToken() => tokensByNetwork.Count(Network);

    /// <summary>Counts an attempt as <see cref="Count()"/> does, and for this e-mail address unless it is empty.</summary>
    public TimeSpan? Count(string email) => Count() ?? (email.Length == 0 ? null : byEmail.Count(EmailAddress.MailboxOf(email)));

    /// <summary>Waits until a password may be hashed. The caller disposes the turn when it has been.</summary>
    /// <returns>The turn; null if too many others are waiting.</returns>
    public ValueTask<IDisposable?> WaitToHashAsync(CancellationToken cancellationToken) =>
        hashing.WaitAsync(Network, isKnownDevice: devices.IncludesAny || callers.Current.User is not null, cancellationToken);

    public void Dispose()
    {
        byNetwork.Dispose();
        tokensByNetwork.Dispose();
        byEmail.Dispose();
    }
}
