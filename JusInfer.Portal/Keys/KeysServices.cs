namespace JusInfer.Portal.Keys;

internal static class KeysServices
{
    /// <summary>
    /// Adds key management, the key cache, and the background work on last uses and reports of leaked keys. Requires an <see cref="IKeyStore"/>, an
    /// <see cref="Tenancy.ITenancyStore"/> and a <see cref="TimeProvider"/>.
    /// </summary>
    internal static IServiceCollection AddKeys(this IServiceCollection services) => services
        .AddSingleton<ApiKeyCache>()
        .AddSingleton<KeyUseLog>()
        .AddHostedService(static container => container.GetRequiredService<KeyUseLog>())
        .AddSingleton<KeyReports>()
        .AddHostedService(static container => container.GetRequiredService<KeyReports>())
        .AddScoped<KeyMinter>()
        .AddScoped<ApiKeyService>()
        .AddScoped<PlaygroundKeys>();
}
