using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Limits password attempts per minute, per network address (IPv6: per /64, the size of one customer's network) and per e-mail address. It
/// complements Identity's lockout of single accounts, and rejects attempts before the password is hashed.
/// </summary>
internal sealed class AttemptLimiter : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly IHttpContextAccessor http;
    private readonly PartitionedRateLimiter<IPAddress> byAddress;
    private readonly PartitionedRateLimiter<string> byEmail;

    public AttemptLimiter(IHttpContextAccessor http, AccountsOptions options)
    {
        this.http = http;
        byAddress = Limit<IPAddress>(options.AttemptsPerMinute);
        byEmail = Limit<string>(options.AttemptsPerEmailPerMinute);
    }

    /// <summary>Counts an attempt from the network address of the current call.</summary>
    /// <returns>The time to wait; null if the attempt is allowed.</returns>
    public TimeSpan? Count() => Wait(byAddress.AttemptAcquire(NetworkOf(http.HttpContext?.Connection.RemoteIpAddress ?? IPAddress.None)));

    /// <summary>Counts an attempt as <see cref="Count()"/> does, and for this e-mail address unless it is empty.</summary>
    public TimeSpan? Count(string email) => Count() ?? (email.Length == 0 ? null : Wait(byEmail.AttemptAcquire(email.ToUpperInvariant())));

    public void Dispose()
    {
        byAddress.Dispose();
        byEmail.Dispose();
    }

    private static PartitionedRateLimiter<T> Limit<T>(int permits)
        where T : notnull =>
        PartitionedRateLimiter.Create<T, T>(key => RateLimitPartition.GetFixedWindowLimiter(
            key, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = Window, AutoReplenishment = true }));

    private static TimeSpan? Wait(RateLimitLease lease)
    {
        using (lease)
        {
            if (lease.IsAcquired) return null;
            return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
        }
    }

    private static IPAddress NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily is not AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
