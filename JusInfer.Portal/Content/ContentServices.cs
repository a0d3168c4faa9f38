namespace JusInfer.Portal.Content;

internal static class ContentServices
{
    /// <summary>Adds the articles, which are read before the first request.</summary>
    public static IServiceCollection AddContent(this IServiceCollection services) => services
        .AddSingleton(static provider => new FirstContent(provider.GetRequiredService<IHostEnvironment>().ContentRootPath))
        .AddSingleton<ContentLibrary>()
        .AddHostedService(static provider => provider.GetRequiredService<ContentLibrary>());
}
