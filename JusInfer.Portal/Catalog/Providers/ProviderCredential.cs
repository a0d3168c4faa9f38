namespace JusInfer.Portal.Catalog.Providers;

/// <summary>A credential that an operator has set. It takes precedence over the one in the configuration.</summary>
internal sealed record ProviderCredential
{
    /// <summary>The provider's id in the catalog.</summary>
    public required string Provider { get; init; }

    /// <summary>Encrypted with Data Protection.</summary>
    public required byte[] Encrypted { get; init; }

    public required DateTimeOffset SetAt { get; init; }

    public required UserId SetBy { get; init; }
}
