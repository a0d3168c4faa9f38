namespace JusInfer.Portal.Content;

internal static class ContentServices
{
    /// <summary>Adds the articles, which are read before the first request.</summary>
    public static IServiceCollection AddContent(this IServiceCollection services) => services
        .AddSingleton<ContentLibrary>()
        .AddHostedService(static provider => provider.GetRequiredService<ContentLibrary>());
}
