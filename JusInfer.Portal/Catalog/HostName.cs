namespace JusInfer.Portal.Catalog;

/// <summary>Compares the hosts of providers.</summary>
internal static class HostName
{
    /// <summary>Whether a host is that of a domain or below it.</summary>
    public static bool IsAt(string host, string domain) =>
        host.EndsWith(domain, StringComparison.OrdinalIgnoreCase) && (host.Length == domain.Length || host[^(domain.Length + 1)] == '.');
}
