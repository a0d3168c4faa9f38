using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Ollama;

/// <summary>Reads a stream as Ollama's clients do: every line is a JSON object.</summary>
internal static class OllamaLines
{
    public static IReadOnlyList<JsonElement> Lines(this GatewayAnswer answer)
    {
        answer["content-type"].ShouldBe("application/x-ndjson");
        answer.Body.ShouldEndWith("\n");
        return [.. answer.Body[..^1].Split('\n').Select(static line => JsonElement.Parse(line))];
    }

    public static string Content(this JsonElement line) => line.GetProperty("message").GetProperty("content").GetString()!;
}
