namespace JusInfer.Portal.Simulator;

internal static class SimulatorServices
{
    /// <summary>
    /// The simulator as one <see cref="SimulatorHandler"/> for the process, so that its prefix cache outlives a call. Needs a clock.
    /// </summary>
    internal static IServiceCollection AddSimulator(this IServiceCollection services, SimulatorOptions options) => services
        .AddSingleton(options)
        .AddSingleton<SimulatorHandler>();
}
