namespace JusInfer.Portal.Gateway.Pipeline;

internal static class PipelineServices
{
    internal static IServiceCollection AddPipeline(this IServiceCollection services) => services
        .AddSingleton<OpenCalls>()
        .AddSingleton<RunRoots>()
        .AddSingleton<RunawayProtection>()
        .AddSingleton<CallPlanner>()
        .AddSingleton<ToolCallJudge>()
        .AddSingleton<UsageMismatchMonitor>()
        .AddSingleton<CallSettlement>();
}
