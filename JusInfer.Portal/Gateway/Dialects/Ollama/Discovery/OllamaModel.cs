using System.Text.Json;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Dialects.Ollama.Discovery;

/// <summary>A model as Ollama's clients see it.</summary>
/// <param name="Name">The id in the catalog.</param>
/// <param name="ContextWindow">The tokens of prompt and answer together.</param>
/// <param name="Capabilities">What the model supports.</param>
/// <param name="ReleasedAt">The day of its first known price; the epoch if there is none.</param>
internal sealed record OllamaModel(string Name, int ContextWindow, Capabilities Capabilities, DateTimeOffset ReleasedAt)
{
    /// <summary>The prefix of this gateway's fields in <c>model_info</c>.</summary>
    private const string Architecture = "jusinfer";

    public static OllamaModel From(Model model) => new(model.Id, model.ContextWindow, model.Capabilities, ReleaseDate(model));

    public static DateTimeOffset ReleaseDate(Model model) =>
        model.Prices.Free ? DateTimeOffset.UnixEpoch : new DateTimeOffset(model.Prices.Versions[0].From, TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>Writes the answer to <c>/api/show</c>. The template is empty: clients look in it for infilling.</summary>
    public void WriteDescription(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("modelfile", "");
        writer.WriteString("parameters", "");
        writer.WriteString("template", "");
        WriteDetails(writer);
        writer.WriteStartObject("model_info");
        writer.WriteString("general.architecture", Architecture);
        writer.WriteString("general.basename", Name);
        writer.WriteNumber($"{Architecture}.context_length", ContextWindow);
        writer.WriteEndObject();
        writer.WriteStartArray("capabilities");
        foreach (var name in CapabilityNames()) writer.WriteStringValue(name);
        writer.WriteEndArray();
        writer.WriteString("modified_at", OllamaForm.Text(ReleasedAt));
        writer.WriteEndObject();
    }

    public void WriteDetails(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("details");
        writer.WriteString("parent_model", "");
        writer.WriteString("format", "");
        writer.WriteString("family", Name.Split('/')[0]);
        writer.WriteStartArray("families");
        writer.WriteEndArray();
        writer.WriteString("parameter_size", "");
        writer.WriteString("quantization_level", "");
        writer.WriteEndObject();
    }

    private IEnumerable<string> CapabilityNames()
    {
        if (Capabilities.HasFlag(Capabilities.Embeddings))
        {
            yield return "embedding";
            yield break;
        }

        yield return "completion";
        if (Capabilities.HasFlag(Capabilities.Tools)) yield return "tools";
        if (Capabilities.HasFlag(Capabilities.Vision)) yield return "vision";
        if (Capabilities.HasFlag(Capabilities.Reasoning)) yield return "thinking";
    }
}
