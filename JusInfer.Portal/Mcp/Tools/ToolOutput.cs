using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JusInfer.Portal.Mcp.Tools;

/// <summary>The result of a tool, twice: for models and for programs.</summary>
/// <param name="Markdown">Compact Markdown.</param>
/// <param name="Structured">A JSON object, as the control plane responds with it.</param>
internal sealed record ToolOutput(string Markdown, JsonElement Structured)
{
    public static ToolOutput Create<T>(string markdown, T view, JsonTypeInfo<T> type) => new(markdown, JsonSerializer.SerializeToElement(view, type));
}
