using JusInfer.Portal.Primitives.Networks;

namespace JusInfer.Portal.Hosting;

/// <summary>Warns at the start of plain HTTP at addresses that others can reach, unless a known proxy is in front of them.</summary>
internal static partial class PlainHttpWarning
{
    public static void LogOnceStarted(WebApplication app, ProxyOptions options) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        if (!options.Known.IsEmpty && !options.AllowsPlainHttp) return;
        foreach (var address in app.Urls.Where(IsReachable)) LogReachable(app.Logger, address);
    });

    /// <summary>Whether an address to listen on has no TLS, and others than this machine can reach it.</summary>
    internal static bool IsReachable(string address) =>
        BindingAddress.Parse(address) is { IsUnixPipe: false, IsNamedPipe: false } parsed
        && string.Equals(parsed.Scheme, Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase)
        && !Loopback.Includes(parsed.Host);

    [LoggerMessage(
        LogEvents.PlainHttpReachable,
        LogLevel.Warning,
        "JusInfer listens with plain HTTP at {Address}. Others on the network can read keys and prompts there, and passwords and sessions too if Proxy:AllowPlainHttp is true. "
        + "Terminate TLS in a reverse proxy, and name it in Proxy:Known.")]
    private static partial void LogReachable(ILogger logger, string address);
}
