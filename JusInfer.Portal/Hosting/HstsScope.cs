namespace JusInfer.Portal.Hosting;

/// <summary>What browsers are told to open over HTTPS only (RFC 6797).</summary>
internal enum HstsScope
{
    Off,

    /// <summary>The host of the portal.</summary>
    Host,

    /// <summary>The host of the portal and everything below it.</summary>
    Subdomains,
}
