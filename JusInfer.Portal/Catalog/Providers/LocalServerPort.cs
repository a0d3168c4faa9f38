using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog.Providers;

/// <summary>The default port of a model server.</summary>
/// <param name="Provider">The id that it has as a provider, which the shipped catalog uses too.</param>
/// <param name="Name">The product, for people.</param>
/// <param name="Port">Its default port.</param>
internal sealed record LocalServerPort(string Provider, string Name, int Port)
{
    public static readonly ImmutableArray<LocalServerPort> Defaults =
    [
        new("ollama", "Ollama", 11434), new("vllm", "vLLM", 8000), new("llama.cpp", "llama.cpp", 8080), new("lm-studio", "LM Studio", 1234),
    ];
}
