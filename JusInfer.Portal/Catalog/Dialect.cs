namespace JusInfer.Portal.Catalog;

/// <summary>A provider's wire format. Where it differs from the client's, the gateway translates.</summary>
internal enum Dialect
{
    OpenAiChat,
    AnthropicMessages,
    OpenAiResponses,

    /// <summary>
    /// The embeddings API of providers with <see cref="OpenAiChat"/>; not a dialect of a provider in the catalog.
    /// </summary>
    OpenAiEmbeddings,

    /// <summary>
    /// The legacy completions API of providers with <see cref="OpenAiChat"/>; not a dialect of a provider in the catalog.
    /// </summary>
    OpenAiCompletions,

    /// <summary>The embedded simulator, without an upstream.</summary>
    Simulator,
}
