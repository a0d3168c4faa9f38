using JusInfer.Portal.Gateway.Pipeline.Sessions;

namespace JusInfer.Portal.Gateway.Pipeline;

internal static class PipelineServices
{
    internal static IServiceCollection AddPipeline(this IServiceCollection services) => services
        .AddSingleton<OpenCalls>()
        .AddSingleton<RunHierarchy>()
        .AddSingleton<RunawayProtection>()
        .AddSingleton(static _ => new InMemoryPromptSessions())
        .AddSingleton<PromptSessions>()
        .AddHostedService<PromptSessionWriter>()
        .AddSingleton<PromptSessionTracker>()
        .AddSingleton<CallPlanner>()
        .AddSingleton<ToolCallJudge>()
        .AddSingleton<UsageMismatchMonitor>()
        .AddSingleton<CallSettlement>();
}
