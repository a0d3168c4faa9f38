using System.Net;

namespace JusInfer.Portal.Accounts.Sessions;

/// <summary>Where a session was started, so that a person recognizes their sessions.</summary>
/// <param name="Device">The <c>User-Agent</c> of the client, shortened; null if it sent none.</param>
/// <param name="Address">The IP address of the client; null where the connection has none.</param>
internal sealed record SignInOrigin(string? Device, string? Address)
{
    public const int MaxDeviceLength = 200;

    public static readonly SignInOrigin Unknown = new(null, null);

    public static SignInOrigin From(HttpContext? http) =>
        http is null ? Unknown : new SignInOrigin(DeviceOf(http.Request.Headers.UserAgent.ToString()), AddressOf(http.Connection.RemoteIpAddress));

    private static string? DeviceOf(string userAgent)
    {
        var text = new string([.. userAgent.Where(static character => character is >= ' ' and <= '~').Take(MaxDeviceLength)]).Trim();
        return text.Length == 0 ? null : text;
    }

    private static string? AddressOf(IPAddress? address) => (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();
}
