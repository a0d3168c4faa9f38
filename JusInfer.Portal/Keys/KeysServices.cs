namespace JusInfer.Portal.Keys;

internal static class KeysServices
{
    /// <summary>
    /// Adds what people do with keys. Needs an <see cref="IKeyStore"/>, an <see cref="Tenancy.ITenancyStore"/> and a clock.
    /// </summary>
    internal static IServiceCollection AddKeys(this IServiceCollection services) =>
        services.AddSingleton<ApiKeyCache>().AddScoped<KeyMinter>().AddScoped<ApiKeyService>();
}
