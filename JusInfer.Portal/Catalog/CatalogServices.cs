namespace JusInfer.Portal.Catalog;

internal static class CatalogServices
{
    /// <param name="services">The services.</param>
    /// <param name="file">Reads the catalog of the file.</param>
    internal static IServiceCollection AddCatalog(this IServiceCollection services, Func<IServiceProvider, CatalogSnapshot> file) => services
        .AddSingleton(container => new CatalogSource(file(container)))

        // Transient, so that a component or a request that begins after a change gets the new one.
        .AddTransient(static container => container.GetRequiredService<CatalogSource>().Current);
}
