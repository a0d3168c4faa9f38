namespace JusInfer.Portal.Gateway.Responses;

internal static class ResponseServices
{
    internal static IServiceCollection AddResponses(this IServiceCollection services, ResponseOptions options) => services
        .AddSingleton(options)
        .AddSingleton<StoredResponses>()
        .AddSingleton<ResponsesEndpoint>()
        .AddHostedService<StoredResponseWriter>();
}
