using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>
/// Google's signature of a tool call (ai.google.dev/gemini-api/docs/thought-signatures). Gemini 3 and later reject a conversation in which
/// the first tool call of a step has none. For calls of other models, and if the signature is lost, a documented value skips the check.
/// </summary>
internal static class ThoughtSignature
{
    /// <summary>The extra property of a call in Google's variant of Chat Completions, with the value that skips the check.</summary>
    public static ReadOnlySpan<byte> SkipValidation => "{\"google\":{\"thought_signature\":\"skip_thought_signature_validator\"}}"u8;

    public static bool IsRequiredBy(Model model) => model.Id.StartsWith("google/gemini", StringComparison.OrdinalIgnoreCase);
}
