using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>Reads fields of a request's object: absent and null are the same; a value of another kind than the dialect has is a fault that names the field.</summary>
internal static class Fields
{
    public static JsonElement? Object(JsonElement owner, string name, string path = "") => Of(owner, name, JsonValueKind.Object, "an object", path);

    public static JsonElement? Array(JsonElement owner, string name, string path = "") => Of(owner, name, JsonValueKind.Array, "an array", path);

    public static JsonElement? Number(JsonElement owner, string name, string path = "") => Of(owner, name, JsonValueKind.Number, "a number", path);

    public static string? String(JsonElement owner, string name, string path = "") => Of(owner, name, JsonValueKind.String, "a string", path)?.GetString();

    public static JsonText? Text(JsonElement owner, string name, string path = "") => Of(owner, name, JsonValueKind.String, "a string", path) is { } text ? JsonText.Of(text) : null;

    /// <summary>A text without which its owner means nothing.</summary>
    public static JsonText Required(JsonElement owner, string name, string path) =>
        Text(owner, name, path) ?? throw new ConversationFault($"'{path}.{name}' is missing.", $"{path}.{name}");

    public static bool? Flag(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    public static int? Count(JsonElement owner, string name) =>
        Number(owner, name) is { } number && number.TryGetInt64(out var count) && count > 0 ? (int)Math.Min(count, int.MaxValue) : null;

    private static JsonElement? Of(JsonElement owner, string name, JsonValueKind kind, string words, string path)
    {
        if (!owner.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == kind) return value;
        var field = path.Length == 0 ? name : $"{path}.{name}";
        throw new ConversationFault($"'{field}' must be {words}.", field);
    }
}
