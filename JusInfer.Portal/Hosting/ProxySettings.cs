using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Networks;

namespace JusInfer.Portal.Hosting;

/// <summary>Reads section <c>Proxy</c>.</summary>
internal static class ProxySettings
{
    private const string WildcardPrefix = "*.";

    /// <summary>ASP.NET Core's own setting.</summary>
    private const string ForwardedHeadersEnabled = "FORWARDEDHEADERS_ENABLED";

    public static ProxyOptions Read(SettingsReader settings, string? publicUrl)
    {
        var defaults = new ProxyOptions();
        var hosts = settings.List("Proxy:AllowedHosts", IsHost, "host names without scheme and port, such as jusinfer.example.com or *.example.com");
        return defaults with
        {
            Known = ReadKnown(settings),
            AllowsPlainHttp = settings.Flag("Proxy:AllowPlainHttp", defaults.AllowsPlainHttp),

            // Links in mails lead there.
            AllowedHosts = hosts.IsEmpty || publicUrl is null ? hosts : hosts.Add(new Uri(publicUrl).Host),
            Hsts = settings.Name("Proxy:Hsts", defaults.Hsts),
        };
    }

    private static ImmutableArray<AddressRange> ReadKnown(SettingsReader settings)
    {
        var entries = settings.List("Proxy:Known", static entry => AddressRange.TryParse(entry, out _), "IP addresses or networks such as 10.0.0.0/8");
        if (!entries.IsEmpty && settings.Flag(ForwardedHeadersEnabled, defaultValue: false))
        {
            settings.AddError(
                $"Proxy:Known and ASPNETCORE_{ForwardedHeadersEnabled} are both set; write only the former, because the latter trusts every client.");
        }

        return [.. entries.Where(static entry => AddressRange.TryParse(entry, out _)).Select(AddressRange.Parse)];
    }

    private static bool IsHost(string entry) => entry.StartsWith(WildcardPrefix, StringComparison.Ordinal)
        ? Uri.CheckHostName(entry[WildcardPrefix.Length..]) is UriHostNameType.Dns
        : Uri.CheckHostName(entry) is not (UriHostNameType.Unknown or UriHostNameType.Basic);
}
