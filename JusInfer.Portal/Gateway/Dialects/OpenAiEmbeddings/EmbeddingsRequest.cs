using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;

/// <summary>What the gateway acts on in a request for embeddings.</summary>
internal sealed record EmbeddingsRequest : CallRequest
{
    public override Dialect Dialect => Dialect.OpenAiEmbeddings;

    /// <summary>The model's string token in the body, quotes included. Bytes.</summary>
    public required Range ModelSpan { get; init; }
}
