using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Gateway.Dialects.Ollama.Embeddings;

/// <summary>A request for embeddings.</summary>
internal sealed record OllamaEmbeddingsRequest : CallRequest
{
    public override Dialect Dialect => OllamaDialect.Embeddings;

    /// <summary>The range of the text or the array of texts in the body.</summary>
    public required Range Input { get; init; }

    /// <summary>The number of texts.</summary>
    public required int Inputs { get; init; }

    /// <summary>The range of the number of dimensions in the body; null if it is absent.</summary>
    public Range? Dimensions { get; init; }
}
