using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;

/// <summary>OpenAI embeddings, which no provider in the catalog has alone.</summary>
internal static class EmbeddingsDialect
{
    public static readonly Dialect Id = new("openai-embeddings")
    {
        RequestPolicy = new RequestPolicy([.. CommonRequestRules.Everywhere, CommonRequestRules.ServiceTier("auto", "default")]),
    };

    public static IServiceCollection AddOpenAiEmbeddings(this IServiceCollection services) => services
        .AddSingleton<IClientDialect, EmbeddingsClientDialect>()
        .AddSingleton<IUpstreamDialect, OpenAiEmbeddingsUpstream>();
}
