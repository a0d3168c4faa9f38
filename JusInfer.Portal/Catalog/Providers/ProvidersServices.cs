namespace JusInfer.Portal.Catalog.Providers;

internal static class ProvidersServices
{
    /// <summary>Adds what operators set up for providers. Requires the catalog, <see cref="IProviderStore"/>, <see cref="IProviderProbe"/>, <see cref="ICredentialFiles"/> and Data Protection.</summary>
    /// <param name="services">The services.</param>
    /// <param name="isShared">Several nodes share the store, so that local servers are not offered.</param>
    internal static IServiceCollection AddProviders(this IServiceCollection services, bool isShared) => services
        .AddSingleton<ProviderSecrets>()
        .AddSingleton<LocalModels>()
        .AddSingleton(_ => new LocalServers(isShared ? [] : LocalServerPort.Defaults))
        .AddSingleton<ProviderCatalog>()
        .AddHostedService(static container => container.GetRequiredService<ProviderCatalog>())
        .AddSingleton<CredentialFileWatch>()
        .AddHostedService(static container => container.GetRequiredService<CredentialFileWatch>())
        .AddSingleton<ProviderService>()
        .AddSingleton<ModelService>();
}
