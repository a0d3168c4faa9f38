using System.Text.Json;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Endpoints;

/// <summary>Writes a model as Anthropic's <c>ModelInfo</c> (platform.claude.com/docs/en/api/models). Lengths are in tokens.</summary>
internal static class AnthropicModelJson
{
    public static void WriteAuto(Utf8JsonWriter writer, CatalogSnapshot snapshot) =>
        Write(writer, snapshot.Auto.Id, DateTime.UnixEpoch, ListedModel.MaxContext(snapshot), maxOutputTokens: null);

    public static void Write(Utf8JsonWriter writer, Model model) =>
        Write(writer, model.Id, ListedModel.ReleaseDate(model).UtcDateTime, model.ContextWindow, model.MaxOutputTokens);

    private static void Write(Utf8JsonWriter writer, string id, DateTime created, int context, int? maxOutputTokens)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "model");
        writer.WriteString("id", id);
        writer.WriteString("display_name", id);
        writer.WriteString("created_at", created);
        writer.WriteNumber("max_input_tokens", context);
        if (maxOutputTokens is { } maxTokens) writer.WriteNumber("max_tokens", maxTokens);
        else writer.WriteNull("max_tokens");
        writer.WriteNull("capabilities");
        writer.WriteString("lifecycle", "active");
        writer.WriteNull("line");
        writer.WriteNull("deprecated_at");
        writer.WriteNull("retires_at");
        writer.WriteEndObject();
    }
}
