using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;

/// <summary>An embeddings request, as far as the gateway uses it.</summary>
internal sealed record EmbeddingsRequest : CallRequest
{
    public override Dialect Dialect => EmbeddingsDialect.Id;

    /// <summary>The model's string token, including the quotes. Offsets in bytes.</summary>
    public required Range ModelSpan { get; init; }

    /// <summary>The number of inputs, each of which gets a vector.</summary>
    public required int Inputs { get; init; }

    /// <summary>The requested form of vectors; null if only the provider knows it.</summary>
    public VectorForm? Form { get; init; }
}
