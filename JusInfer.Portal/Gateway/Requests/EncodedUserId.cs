using System.Text.Json;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Decodes the user and the session that Claude Code sends in Anthropic's only field for a user: a JSON object as text
/// (<c>{"device_id":…,"account_uuid":…,"session_id":…}</c>) or, in older releases, <c>user_…_account_…_session_…</c>. The user is the
/// account or, without one, the device.
/// </summary>
internal static class EncodedUserId
{
    /// <summary>Longer than any observed value. A longer value is not decoded. Characters.</summary>
    private const int MaxLength = 2048;

    /// <returns>The user and the session; the whole value as the user if it is not encoded.</returns>
    public static (string? User, string? Session) Decode(string? name)
    {
        if (name is null || name.Length > MaxLength) return (name, null);
        if (name.StartsWith('{')) return FromJson(name) ?? (name, null);
        return name.StartsWith("user_", StringComparison.Ordinal) ? FromUnderscores(name) ?? (name, null) : (name, null);
    }

    private static (string? User, string? Session)? FromJson(string name)
    {
        try
        {
            using var document = JsonDocument.Parse(name);
            var root = document.RootElement;
            var user = Text(root, "account_uuid") ?? Text(root, "user_id") ?? Text(root, "device_id");
            var session = Text(root, "session_id");
            return user is null && session is null ? null : (user, session);
        }
        catch (Exception unreadable) when (UnreadableJson.Caused(unreadable))
        {
            return null;
        }
    }

    private static (string? User, string? Session)? FromUnderscores(string name)
    {
        const string Account = "_account_";
        const string Session = "_session_";
        var account = name.IndexOf(Account, StringComparison.Ordinal);
        var session = name.IndexOf(Session, StringComparison.Ordinal);
        if (account < 0 || session < account + Account.Length - 1) return null;
        var device = name["user_".Length..account];
        var signedIn = session > account + Account.Length ? name[(account + Account.Length)..session] : "";
        return (signedIn.Length > 0 ? signedIn : device, name[(session + Session.Length)..]);
    }

    private static string? Text(JsonElement root, string property) =>
        root.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
