using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiCompletions;

/// <summary>OpenAI text completions: a variant of Chat Completions, which no provider in the catalog has alone.</summary>
internal static class CompletionsDialect
{
    public static readonly Dialect Id = new("openai-completions")
    {
        RequestPolicy = new RequestPolicy(
        [
            .. CommonRequestRules.Everywhere,
            CommonRequestRules.ServiceTier("auto", "default"),
            CommonRequestRules.Remove("tools", "Text completions call no tools."),
        ]),
    };

    public static IServiceCollection AddOpenAiCompletions(this IServiceCollection services) => services
        .AddSingleton<IClientDialect, CompletionsClientDialect>()
        .AddSingleton<IUpstreamDialect, CompletionsUpstream>();
}
