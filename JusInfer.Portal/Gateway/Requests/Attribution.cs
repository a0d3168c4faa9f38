using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// The end user, the agent run, the repository and the label of a call, as named by the client. They are recorded in addition to the
/// key's identity and do not replace it.
/// </summary>
internal readonly record struct Attribution(string? User, string? RunId)
{
    /// <summary>The run that started this one, if the client names one.</summary>
    public string? ParentRunId { get; init; }

    /// <summary>The root of the run tree; null if no run is named, and until it is found.</summary>
    public string? RootRunId { get; init; }

    /// <summary>The repository that the call works on.</summary>
    public string? Repository { get; init; }

    /// <summary>What the client calls this kind of work.</summary>
    public string? Label { get; init; }

    /// <summary>The same, with the repository and the label of the key where the client names none.</summary>
    public Attribution OrOf(KeyTerms terms) =>
        terms is { Repository: null, Label: null }
            ? this
            : this with { Repository = Repository ?? terms.Repository, Label = Label ?? terms.Label };

    private const int MaxNameLength = 128;

    private static readonly string[] UserHeaders = ["X-JusInfer-User", "X-User-Id", "user_id"];

    /// <summary>
    /// JusInfer's header first, then those that agents send by default (goose; OpenCode and its forks; Codex; Claude Code; pi).
    /// </summary>
    private static readonly string[] SessionHeaders =
        [
            "X-JusInfer-Session", "agent-session-id", "x-session-id", "x-session-affinity", "session-id", "x-claude-code-session-id",
            "session_id",
        ];

    private static readonly string[] ParentHeaders = ["X-JusInfer-Parent-Session"];

    private static readonly string[] RepositoryHeaders = ["X-JusInfer-Repository"];

    private static readonly string[] LabelHeaders = ["X-JusInfer-Label"];

    /// <param name="headers">The request headers, which take precedence over the body.</param>
    /// <param name="bodyUser">The end user from the body; may be encoded together with the session.</param>
    /// <param name="bodySession">The session from the body.</param>
    public static Attribution From(IHeaderDictionary headers, string? bodyUser, string? bodySession)
    {
        var (user, session) = EncodedUserId.Decode(bodyUser);
        return new(First(headers, UserHeaders) ?? Clean(user), First(headers, SessionHeaders) ?? Clean(session) ?? Clean(bodySession))
        {
            ParentRunId = First(headers, ParentHeaders),
            Repository = First(headers, RepositoryHeaders),
            Label = First(headers, LabelHeaders),
        };
    }

    /// <summary>Whether the client names the session in a header. In a body, it can be the key of a prompt cache that many runs share.</summary>
    public static bool HasSessionHeader(IHeaderDictionary headers) => First(headers, SessionHeaders) is not null;

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
        return ControlCharacters.RemoveFrom(trimmed.Length == name.Length ? name : trimmed.ToString());
    }
}
