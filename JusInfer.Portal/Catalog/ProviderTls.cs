using System.Security.Cryptography.X509Certificates;

namespace JusInfer.Portal.Catalog;

/// <summary>How TLS connections to a provider differ from others. Compared by reference: its certificates are read once.</summary>
internal sealed class ProviderTls
{
    /// <summary>The only issuers that are trusted; null for those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>What this gateway shows to the provider, with its private key; null if nothing.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The issuers between <see cref="Certificate"/> and the root.</summary>
    public X509Certificate2Collection Intermediates { get; init; } = [];
}
