using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>The format of a signature. A provider accepts its own signatures and rejects those of others.</summary>
internal enum ReasoningSignatureKind
{
    /// <summary>The <c>signature</c> of Anthropic's thinking block.</summary>
    AnthropicSignature,

    /// <summary>The <c>data</c> of Anthropic's redacted thinking block, which has no text.</summary>
    AnthropicRedacted,

    /// <summary>The <c>encrypted_content</c> of a reasoning item in the Responses dialect.</summary>
    ResponsesEncrypted,

    /// <summary>The <c>reasoning_details</c> of OpenRouter, a JSON array as text, which contain the signatures of other vendors.</summary>
    ReasoningDetails,
}

/// <summary>
/// An opaque value with which a provider recognizes its model's reasoning. It has to be sent back with the conversation. Otherwise the model
/// repeats its reasoning, and some providers reject the request.
/// </summary>
/// <param name="Kind">The format of the signature.</param>
/// <param name="Value">The signature.</param>
internal sealed record ReasoningSignature(ReasoningSignatureKind Kind, JsonText Value)
{
    /// <summary>The provider's id of the reasoning item; null in dialects without one.</summary>
    public string? ItemId { get; init; }

    /// <summary>The maker, in a request; null if unknown. The maker of an answer is the target of its attempt.</summary>
    public ReasoningMaker? Maker { get; init; }
}
