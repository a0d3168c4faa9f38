using System.Text.Json;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Dialects.Gemini.Discovery;

/// <summary>A model as Google's clients see it.</summary>
/// <param name="Id">The id in the catalog.</param>
/// <param name="ContextWindow">The tokens of prompt and answer together.</param>
/// <param name="MaxOutputTokens">The maximum number of tokens of an answer.</param>
/// <param name="Thinks">The model supports reasoning.</param>
internal sealed record GeminiModel(string Id, int ContextWindow, int MaxOutputTokens, bool Thinks)
{
    public static GeminiModel From(Model model) =>
        new(model.Id, model.ContextWindow, model.MaxOutputTokens ?? model.ContextWindow, model.Has(Capabilities.Reasoning));

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", $"models/{Id}");
        writer.WriteString("version", "001");
        writer.WriteString("displayName", Id);
        writer.WriteNumber("inputTokenLimit", ContextWindow);
        writer.WriteNumber("outputTokenLimit", MaxOutputTokens);
        writer.WriteStartArray("supportedGenerationMethods");
        writer.WriteStringValue("generateContent");
        writer.WriteStringValue("streamGenerateContent");
        writer.WriteStringValue("countTokens");
        writer.WriteEndArray();
        writer.WriteBoolean("thinking", Thinks);
        writer.WriteEndObject();
    }
}
