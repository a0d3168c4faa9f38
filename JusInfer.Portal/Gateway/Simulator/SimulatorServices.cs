using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JusInfer.Portal.Gateway.Simulator;

internal static class SimulatorServices
{
    /// <summary>The simulator as one <see cref="SimulatorHandler"/> for the process, so that its prefix cache outlives a call.</summary>
    internal static IServiceCollection AddSimulator(this IServiceCollection services)
    {
        services.AddOptions<SimulatorOptions>()
            .BindConfiguration(SimulatorOptions.Section)
            .Validate(
                static options => options.FirstTokenDelay >= TimeSpan.Zero && options.TokenDelay >= TimeSpan.Zero,
                "Simulator:FirstTokenDelay and Simulator:TokenDelay must not be negative.")
            .Validate(
                static options => options.PrefixLifetime > TimeSpan.Zero && options.PrefixBlocks > 0,
                "Simulator:PrefixLifetime and Simulator:PrefixBlocks must be greater than zero.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SimulatorHandler>();
        return services;
    }
}
