using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>Whose seal it is: a provider takes back its own and refuses another's.</summary>
internal enum ReasoningSignatureKind
{
    /// <summary>The <c>signature</c> of Anthropic's thinking block.</summary>
    AnthropicSignature,

    /// <summary>The <c>data</c> of Anthropic's redacted thinking block; there is no text beside it.</summary>
    AnthropicRedacted,

    /// <summary>The <c>encrypted_content</c> of a Responses reasoning item.</summary>
    ResponsesEncrypted,
}

/// <summary>
/// What a provider knows its model's reasoning by, opaque and of use to it alone. It goes back to it with the conversation, or the model
/// thinks anew and some providers refuse the request.
/// </summary>
/// <param name="Kind">Whose it is.</param>
/// <param name="Value">The seal itself.</param>
internal sealed record ReasoningSignature(ReasoningSignatureKind Kind, JsonText Value)
{
    /// <summary>The provider's id of the reasoning item, where its dialect has one.</summary>
    public string? ItemId { get; init; }
}
