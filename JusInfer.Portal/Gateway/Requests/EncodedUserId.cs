using System.Text.Json;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Takes apart what Claude Code packs into the one field that Anthropic has for a user: an object as text
/// (<c>{"device_id":…,"account_uuid":…,"session_id":…}</c>) or, in its older releases, <c>user_…_account_…_session_…</c>. The account is
/// the user or, where nobody is signed in, the device.
/// </summary>
internal static class EncodedUserId
{
    /// <summary>Longer than any that was seen; what is longer is no name.</summary>
    private const int MaxLength = 2048;

    /// <returns>Whom it names, and which run; the whole as the user where it is not packed.</returns>
    public static (string? User, string? Session) Unpack(string? name)
    {
        if (name is null || name.Length > MaxLength) return (name, null);
        if (name.StartsWith('{')) return OfObject(name) ?? (name, null);
        return name.StartsWith("user_", StringComparison.Ordinal) ? OfUnderscores(name) ?? (name, null) : (name, null);
    }

    private static (string? User, string? Session)? OfObject(string name)
    {
        try
        {
            using var document = JsonDocument.Parse(name);
            var root = document.RootElement;
            var user = Text(root, "account_uuid") ?? Text(root, "user_id") ?? Text(root, "device_id");
            var session = Text(root, "session_id");
            return user is null && session is null ? null : (user, session);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (string? User, string? Session)? OfUnderscores(string name)
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
