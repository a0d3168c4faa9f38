namespace JusInfer.Portal.Gateway.StoredResponses;

internal static class ResponseServices
{
    internal static IServiceCollection AddResponses(this IServiceCollection services, ResponseOptions options) => services
        .AddSingleton(options)
        .AddSingleton<StoredResponseService>()
        .AddSingleton<ResponsesEndpoint>()
        .AddHostedService<StoredResponseWriter>();
}
