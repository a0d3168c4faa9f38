using JusInfer.Portal.Gateway.Pipeline.Sessions;

namespace JusInfer.Portal.Gateway.Pipeline;

internal static class PipelineServices
{
    internal static IServiceCollection AddPipeline(this IServiceCollection services) => services
        .AddSingleton<OpenCalls>()
        .AddSingleton<RunRoots>()
        .AddSingleton<RunawayProtection>()
        .AddSingleton<ISessionStates>(static _ => new InMemorySessionStates())
        .AddSingleton<SessionTracker>()
        .AddSingleton<CallPlanner>()
        .AddSingleton<ToolCallJudge>()
        .AddSingleton<UsageMismatchMonitor>()
        .AddSingleton<CallSettlement>();
}
