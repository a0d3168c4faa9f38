using System.Text.Json;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>Reads a provider's count of a prompt, which Anthropic and OpenAI give the same name.</summary>
internal static class InputTokenCount
{
    /// <returns>The value of <c>input_tokens</c>; null if the answer has none.</returns>
    public static long? Read(byte[] answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("input_tokens", out var count)
                && count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var tokens)
                ? tokens
                : null;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return null;
        }
    }
}
