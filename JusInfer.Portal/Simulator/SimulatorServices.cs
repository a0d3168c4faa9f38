namespace JusInfer.Portal.Simulator;

internal static class SimulatorServices
{
    /// <summary>
    /// Registers one <see cref="SimulatorHandler"/> per process, so that its prefix cache outlives a call. Requires a
    /// <see cref="TimeProvider"/>.
    /// </summary>
    internal static IServiceCollection AddSimulator(this IServiceCollection services, SimulatorOptions options) => services
        .AddSingleton(options)
        .AddSingleton<SimulatorHandler>();
}
