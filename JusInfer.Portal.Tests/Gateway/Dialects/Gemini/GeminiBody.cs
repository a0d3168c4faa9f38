using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Gemini;

/// <summary>Requests of the Gemini API, and the parts of its answers.</summary>
internal static class GeminiBody
{
    public const string Hello = """{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}""";

    public static string Generate(string model) => $"/v1beta/models/{model}:generateContent";

    public static string Stream(string model) => $"/v1beta/models/{model}:streamGenerateContent?alt=sse";

    /// <summary>The parts of an answer or of an event.</summary>
    public static IReadOnlyList<JsonElement> Parts(this JsonElement answer) => [.. answer.GetProperty("candidates")[0].GetProperty("content").GetProperty("parts").EnumerateArray()];

    /// <summary>The parts of all events.</summary>
    public static IReadOnlyList<JsonElement> Parts(this GatewayAnswer answer) => [.. answer.Chunks.SelectMany(static chunk => chunk.Parts())];

    public static string Text(this IEnumerable<JsonElement> parts) => string.Concat(parts.Select(static part => part.TryGetProperty("text", out var text) ? text.GetString() : null));
}
