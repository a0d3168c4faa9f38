using JusInfer.Portal.Primitives.RateLimits;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Limits password attempts per minute, per network and per e-mail address. It complements Identity's lockout of single accounts, and
/// rejects attempts before the password is hashed.
/// </summary>
internal sealed class AttemptLimiter(IHttpContextAccessor http, AccountsOptions options) : IDisposable
{
    private readonly MinuteLimiter<ClientNetwork> byNetwork = new(options.AttemptsPerMinute);
    private readonly MinuteLimiter<string> byEmail = new(options.AttemptsPerEmailPerMinute);

    /// <summary>Counts an attempt from the network of the current call.</summary>
    /// <returns>The time to wait; null if the attempt is allowed.</returns>
    public TimeSpan? Count() => byNetwork.Count(ClientNetwork.Of(http.HttpContext?.Connection.RemoteIpAddress));

    /// <summary>Counts an attempt as <see cref="Count()"/> does, and for this e-mail address unless it is empty.</summary>
    public TimeSpan? Count(string email) => Count() ?? (email.Length == 0 ? null : byEmail.Count(email.ToUpperInvariant()));

    public void Dispose()
    {
        byNetwork.Dispose();
        byEmail.Dispose();
    }
}
