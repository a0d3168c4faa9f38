using System.Text.Json;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// Whom <c>metadata.user_id</c> names. Claude Code puts an object in text there, with the account, the device and the run; everybody else an id.
/// </summary>
internal static class MessagesUser
{
    public static (string? User, string? Session) Of(string text)
    {
        if (!text.StartsWith('{')) return (text, null);
        try
        {
            using var document = JsonDocument.Parse(text);
            var named = document.RootElement;
            return (In(named, "account_uuid") ?? In(named, "device_id") ?? text, In(named, "session_id"));
        }
        catch (JsonException)
        {
            return (text, null);
        }
    }

    private static string? In(JsonElement named, string property) =>
        named.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
