namespace JusInfer.Portal.Admission.Runaway;

internal static class RunawayServices
{
    /// <summary>Adds runaway protection. Requires its stores, those of Keys and Usage, and a <see cref="TimeProvider"/>.</summary>
    internal static IServiceCollection AddRunaway(this IServiceCollection services, RunawayOptions options) => services
        .AddSingleton(options)
        .AddSingleton<PauseCache>()
        .AddSingleton<PauseWriter>()
        .AddSingleton<PausedTeams>()
        .AddSingleton<RunGuard>()
        .AddHostedService<SpendGuard>()
        .AddHostedService<UnbilledGuard>()
        .AddScoped<PauseService>();
}
