using System.Globalization;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.StoredResponses;

/// <summary>
/// The input items of a stored response as the list endpoint returns them. Each has an id, because clients use it for paging.
/// </summary>
internal static class InputItems
{
    public static List<(string Id, byte[] Json)> Read(StoredResponse response)
    {
        var items = new List<(string, byte[])>();
        using var document = JsonDocument.Parse((byte[])[(byte)'[', .. response.Input.Span, (byte)']'], JsonDepth.DocumentOptions);
        foreach (var item in document.RootElement.EnumerateArray())
        {
            var ownId = item.TryGetProperty("id", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
            var id = ownId ?? string.Create(CultureInfo.InvariantCulture, $"item_{response.Id}_{items.Count}");
            items.Add((id, Write(item, id)));
        }

        return items;
    }

    public static byte[] Page(List<(string Id, byte[] Json)> items, bool hasMore) => WriteJson(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("object", "list");
        writer.WriteStartArray("data");
        foreach (var item in items) writer.WriteRawValue(item.Json);
        writer.WriteEndArray();
        writer.WriteString("first_id", items is [var first, ..] ? first.Id : null);
        writer.WriteString("last_id", items is [.., var last] ? last.Id : null);
        writer.WriteBoolean("has_more", hasMore);
        writer.WriteEndObject();
    });

    private static byte[] Write(JsonElement item, string id) => WriteJson(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("id", id);
        if (!item.TryGetProperty("type", out _)) writer.WriteString("type", "message");
        foreach (var field in item.EnumerateObject())
        {
            if (field.NameEquals("id")) continue;
            var isPlainText = field.NameEquals("content") && field.Value.ValueKind == JsonValueKind.String;
            if (!isPlainText)
            {
                field.WriteTo(writer);
                continue;
            }

            // Lists return content as parts, also if it was sent as a string.
            writer.WriteStartArray("content");
            writer.WriteStartObject();
            writer.WriteString(
                "type", item.TryGetProperty("role", out var role) && role.ValueEquals("assistant"u8) ? "output_text" : "input_text");
            writer.WritePropertyName("text");
            field.Value.WriteTo(writer);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    });

    private static byte[] WriteJson(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) write(writer);
        return buffer.ToArray();
    }
}
