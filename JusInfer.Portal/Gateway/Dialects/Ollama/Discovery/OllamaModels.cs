using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Dialects.Ollama.Discovery;

/// <summary>
/// Writes models in the form of Ollama's list and descriptions. Fields that describe a model's file are present, because clients require
/// them, and empty.
/// </summary>
internal sealed class OllamaModels(CatalogSnapshot catalog)
{
    private ImmutableArray<Model> Usable { get; } = [.. catalog.Models.Where(static model => !model.UsableEndpoints.IsEmpty)];

    private IEnumerable<Model> Chat => Usable.Where(static model => !model.Has(Capabilities.Embeddings));

    /// <summary>The description of a model; null if none of its providers is usable.</summary>
    public OllamaModel? Find(Model model) => Usable.Contains(model) ? OllamaModel.Of(model) : null;

    /// <summary>The description of automatic routing: what the best of the models can do.</summary>
    public OllamaModel Auto => new(
        catalog.Auto.Id,
        Chat.Select(static model => model.ContextWindow).DefaultIfEmpty(0).Max(),
        Chat.Aggregate(Capabilities.None, static (all, model) => all | model.Capabilities),
        Chat.Select(OllamaModel.ReleaseDate).DefaultIfEmpty(DateTimeOffset.UnixEpoch).Max());

    public void WriteList(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("models");
        WriteEntry(writer, Auto);
        foreach (var model in Usable) WriteEntry(writer, OllamaModel.Of(model));
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteEntry(Utf8JsonWriter writer, OllamaModel model)
    {
        writer.WriteStartObject();
        writer.WriteString("name", model.Name);
        writer.WriteString("model", model.Name);
        writer.WriteString("modified_at", OllamaForm.Text(model.ReleasedAt));
        writer.WriteNumber("size", 0);
        writer.WriteString("digest", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{catalog.Version}/{model.Name}"))));
        model.WriteDetails(writer);
        writer.WriteEndObject();
    }
}
