using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.Ollama.Discovery;
using JusInfer.Portal.Gateway.Dialects.Ollama.Embeddings;

namespace JusInfer.Portal.Gateway.Dialects.Ollama;

/// <summary>
/// Ollama's API (github.com/ollama/ollama, docs/api.md), for clients only: Ollama's own servers are used as providers by their Chat
/// Completions endpoint.
/// </summary>
internal static class OllamaDialect
{
    public static readonly Dialect Id = new("ollama");

    public static readonly Dialect Embeddings = new("ollama-embeddings");

    public static IServiceCollection AddOllama(this IServiceCollection services) => services
        .AddSingleton<OllamaModels>()
        .AddSingleton<OllamaEndpoints>()
        .AddSingleton<IClientDialect, OllamaChatDialect>()
        .AddSingleton<IClientDialect, OllamaGenerateDialect>()
        .AddSingleton<IClientDialect>(new OllamaEmbeddingsDialect(isLegacy: false))
        .AddSingleton<IClientDialect>(new OllamaEmbeddingsDialect(isLegacy: true))
        .AddSingleton<IUpstreamDialect, OllamaEmbeddingsUpstream>();
}
