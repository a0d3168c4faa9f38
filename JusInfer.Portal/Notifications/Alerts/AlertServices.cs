namespace JusInfer.Portal.Notifications.Alerts;

internal static class AlertServices
{
    /// <summary>Adds alerts. Requires their stores, the stores of what the rules compare, and provider health.</summary>
    internal static IServiceCollection AddAlerts(this IServiceCollection services) => services
        .AddSingleton<TeamFactsReader>()
        .AddSingleton<AlertService>()
        .AddHostedService(static container => container.GetRequiredService<AlertService>());
}
