using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Slows down whoever tries passwords: so many attempts a minute for a network address (IPv6: its /64, which one customer holds), so many
/// for an e-mail address. It stands beside Identity's lockout, which guards one account, and spares the processor the hashing.
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

    /// <summary>Counts an attempt from the network address of the current call; how long to wait, or null where it may go ahead.</summary>
    public TimeSpan? Count() => Wait(byAddress.AttemptAcquire(NetworkOf(http.HttpContext?.Connection.RemoteIpAddress ?? IPAddress.None)));

    /// <summary>As <see cref="Count()"/>, and one with this e-mail address; the lack of one is nobody's.</summary>
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
