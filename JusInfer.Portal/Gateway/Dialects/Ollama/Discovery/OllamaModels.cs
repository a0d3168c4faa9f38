using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Dialects.Ollama.Discovery;

/// <summary>
/// Writes models in the form of Ollama's list and descriptions. Fields that describe a model's file are present, because clients require
/// them, and empty.
/// </summary>
internal sealed class OllamaModels(CatalogSource source)
{
    /// <summary>The description of a model; null if none of its providers is usable.</summary>
    public static OllamaModel? Find(Model model) => model.UsableEndpoints.IsEmpty ? null : OllamaModel.From(model);

    /// <summary>The description of automatic routing: what the best of the models can do.</summary>
    public OllamaModel Auto => AutoOf(source.Current);

    public void WriteList(Utf8JsonWriter writer)
    {
        var catalog = source.Current;
        writer.WriteStartObject();
        writer.WriteStartArray("models");
        WriteEntry(writer, AutoOf(catalog), catalog.Version);
        foreach (var model in UsableIn(catalog)) WriteEntry(writer, OllamaModel.From(model), catalog.Version);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static IEnumerable<Model> UsableIn(CatalogSnapshot catalog) => catalog.Models.Where(static model => !model.UsableEndpoints.IsEmpty);

    private static OllamaModel AutoOf(CatalogSnapshot catalog)
    {
        Model[] chat = [.. UsableIn(catalog).Where(static model => !model.Has(Capabilities.Embeddings))];
        return new OllamaModel(
            catalog.Auto.Id,
            chat.Select(static model => model.ContextWindow).DefaultIfEmpty(0).Max(),
            chat.Aggregate(Capabilities.None, static (all, model) => all | model.Capabilities),
            chat.Select(OllamaModel.ReleaseDate).DefaultIfEmpty(DateTimeOffset.UnixEpoch).Max());
    }

    private static void WriteEntry(Utf8JsonWriter writer, OllamaModel model, string version)
    {
        writer.WriteStartObject();
        writer.WriteString("name", model.Name);
        writer.WriteString("model", model.Name);
        writer.WriteString("modified_at", OllamaForm.Text(model.ReleasedAt));
        writer.WriteNumber("size", 0);
        writer.WriteString("digest", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{version}/{model.Name}"))));
        model.WriteDetails(writer);
        writer.WriteEndObject();
    }
}
