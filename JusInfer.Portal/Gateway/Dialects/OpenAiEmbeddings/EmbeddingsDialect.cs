using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;

/// <summary>OpenAI embeddings, which no provider in the catalog has alone.</summary>
internal static class EmbeddingsDialect
{
    public static readonly Dialect Id = new("openai-embeddings");

    public static IServiceCollection AddOpenAiEmbeddings(this IServiceCollection services) => services
        .AddSingleton<IClientDialect, EmbeddingsClientDialect>()
        .AddSingleton<IUpstreamDialect, EmbeddingsUpstream>();
}
