
namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Whom a call is for, beyond its key: an end user and an agent run, as the caller names them. They narrow the key's own identity and never
/// replace it.
/// </summary>
internal readonly record struct Attribution(string? User, string? Session)
{
    private const int MaxNameLength = 128;

    private static readonly string[] UserHeaders = ["X-JusInfer-User", "X-User-Id", "user_id"];

    /// <summary>
    /// The product's own header first, then those that harnesses send unasked (goose; OpenCode and its forks; Codex; Claude Code; pi).
    /// </summary>
    private static readonly string[] SessionHeaders =
        [
            "X-JusInfer-Session", "agent-session-id", "x-session-id", "x-session-affinity", "session-id", "x-claude-code-session-id",
            "session_id",
        ];

    /// <param name="headers">The request's; they come before its body.</param>
    /// <param name="bodyUser">What the body says of the end user, perhaps packed together with the run.</param>
    /// <param name="bodySession">What the body says of the run.</param>
    public static Attribution Of(IHeaderDictionary headers, string? bodyUser, string? bodySession)
    {
        var (user, session) = EncodedUserId.Unpack(bodyUser);
        return new(First(headers, UserHeaders) ?? Clean(user), First(headers, SessionHeaders) ?? Clean(session) ?? Clean(bodySession));
    }

    private static string? First(IHeaderDictionary headers, string[] names)
    {
        foreach (var name in names)
        {
            if (headers.TryGetValue(name, out var values) && Clean(values) is { } value) return value;
        }

        return null;
    }

    private static string? Clean(string? name)
    {
        if (string.IsNullOrWhiteSpace(name)) return null;
        var trimmed = name.AsSpan().Trim();
        if (trimmed.Length > MaxNameLength) trimmed = trimmed[..MaxNameLength];
        foreach (var letter in trimmed)
        {
            if (char.IsControl(letter)) return string.Concat(trimmed.ToString().Where(c => !char.IsControl(c)));
        }

        return trimmed.Length == name.Length ? name : trimmed.ToString();
    }
}
