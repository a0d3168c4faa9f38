namespace JusInfer.Portal.Notifications.Webhooks;

internal static class WebhookServices
{
    /// <summary>Adds webhooks. Requires their stores, Data Protection and a <see cref="TimeProvider"/>.</summary>
    internal static IServiceCollection AddWebhooks(this IServiceCollection services, WebhookOptions options) => services
        .AddSingleton(options)
        .AddSingleton<WebhookSecrets>()
        .AddSingleton<DeliveryClient>()
        .AddSingleton<WebhookService>()
        .AddSingleton<DeliverySender>()
        .AddHostedService(static container => container.GetRequiredService<DeliverySender>());
}
