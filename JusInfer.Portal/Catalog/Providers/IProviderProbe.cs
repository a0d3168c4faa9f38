namespace JusInfer.Portal.Catalog.Providers;

/// <summary>Makes one cheap call to a provider, as the gateway makes its calls.</summary>
internal interface IProviderProbe
{
    /// <summary>Calls the cheapest chat model of the provider for one token. The call belongs to no key and is not recorded as usage.</summary>
    Task<ProviderTest> TestAsync(Provider provider, CancellationToken cancellationToken);
}
