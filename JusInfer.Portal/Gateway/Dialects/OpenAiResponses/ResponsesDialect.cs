using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Compaction;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>OpenAI Responses.</summary>
internal static class ResponsesDialect
{
    public static readonly Dialect Id = new("openai-responses") { RequestPolicy = ResponsesRequestPolicy.Default, CountsToolCalls = true };

    public static IServiceCollection AddOpenAiResponses(this IServiceCollection services) => services
        .AddSingleton(Id)
        .AddSingleton<ResponseRecall>()
        .AddSingleton<CompactionItems>()
        .AddSingleton<IClientDialect, ResponsesClientDialect>()
        .AddSingleton<IClientDialect, CompactClientDialect>()
        .AddSingleton<IUpstreamDialect, ResponsesUpstream>();
}
