namespace JusInfer.Portal.Keys;

internal static class KeysServices
{
    /// <summary>
    /// Adds key management and the key cache. Requires an <see cref="IKeyStore"/>, an <see cref="Tenancy.ITenancyStore"/> and a
    /// <see cref="TimeProvider"/>.
    /// </summary>
    internal static IServiceCollection AddKeys(this IServiceCollection services) =>
        services.AddSingleton<ApiKeyCache>().AddScoped<KeyMinter>().AddScoped<ApiKeyService>();
}
