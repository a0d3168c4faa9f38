using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>
/// Google's signature of a tool call (ai.google.dev/gemini-api/docs/thought-signatures). Gemini 3 and later reject a conversation in which
/// the first tool call of a step has none. For calls of other models, and if the signature is lost, a documented value skips the check.
/// </summary>
internal static class ThoughtSignature
{
    /// <summary>The extra property of a call in Google's variant of Chat Completions, with the value that skips the check.</summary>
    public static ReadOnlySpan<byte> SkipValidation => "{\"google\":{\"thought_signature\":\"skip_thought_signature_validator\"}}"u8;

    /// <summary>
    /// The same in OpenRouter's form: one detail for an answer, with the id of its first call (RooCodeInc/Roo-Code#10640).
    /// </summary>
    public static byte[] DetailsThatSkipValidation(string firstCallId) =>
    [
        .. "[{\"type\":\"reasoning.encrypted\",\"data\":\"skip_thought_signature_validator\",\"id\":"u8,
        .. JsonText.From(firstCallId).Quoted,
        .. ",\"format\":\"google-gemini-v1\",\"index\":0}]"u8,
    ];

    public static bool IsRequiredBy(Model model) => model.Id.StartsWith("google/gemini", StringComparison.OrdinalIgnoreCase);
}
