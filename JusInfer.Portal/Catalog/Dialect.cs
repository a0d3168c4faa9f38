namespace JusInfer.Portal.Catalog;

/// <summary>The wire format a provider speaks. Where it differs from the caller's, the gateway translates.</summary>
internal enum Dialect
{
    OpenAiChat,
    AnthropicMessages,
    OpenAiResponses,

    /// <summary>No upstream at all: the embedded simulator answers.</summary>
    Simulator,
}
