using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>
/// Google's seal on a tool call (ai.google.dev/gemini-api/docs/thought-signatures): Gemini 3 and later refuse a conversation in which the
/// first call of a step of their own has none. For calls that another model made, or whose seal is lost, there is a documented word that
/// skips the check.
/// </summary>
internal static class ThoughtSignature
{
    /// <summary>The further property of a call in Google's form of Chat Completions, with the word that skips the check.</summary>
    public static ReadOnlySpan<byte> Skip => "{\"google\":{\"thought_signature\":\"skip_thought_signature_validator\"}}"u8;

    public static bool IsWantedBy(Model model) => model.Id.StartsWith("google/gemini", StringComparison.OrdinalIgnoreCase);
}
