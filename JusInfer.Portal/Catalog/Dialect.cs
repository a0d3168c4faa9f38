namespace JusInfer.Portal.Catalog;

/// <summary>The wire format a provider speaks. Where it differs from the caller's, the gateway translates.</summary>
internal enum Dialect
{
    OpenAiChat,
    AnthropicMessages,
    OpenAiResponses,

    /// <summary>
    /// The embeddings beside <see cref="OpenAiChat"/>: a wire of such providers, not a provider's dialect in the catalog.
    /// </summary>
    OpenAiEmbeddings,

    /// <summary>The older text completions beside <see cref="OpenAiChat"/>, likewise.</summary>
    OpenAiCompletions,

    /// <summary>No upstream at all: the embedded simulator answers.</summary>
    Simulator,
}
