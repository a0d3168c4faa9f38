namespace JusInfer.Portal.Content;

internal static class ContentServices
{
    /// <summary>The articles, read before the first request.</summary>
    public static IServiceCollection AddContent(this IServiceCollection services) => services
        .AddSingleton<ContentLibrary>()
        .AddHostedService(static provider => provider.GetRequiredService<ContentLibrary>());
}
