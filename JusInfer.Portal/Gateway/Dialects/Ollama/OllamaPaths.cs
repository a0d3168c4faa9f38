using System.Collections.Frozen;

namespace JusInfer.Portal.Gateway.Dialects.Ollama;

/// <summary>The paths of Ollama's API.</summary>
internal static class OllamaPaths
{
    public const string Chat = "/api/chat";
    public const string Generate = "/api/generate";
    public const string Embed = "/api/embed";
    public const string LegacyEmbeddings = "/api/embeddings";
    public const string Tags = "/api/tags";
    public const string Show = "/api/show";
    public const string Running = "/api/ps";
    public const string Version = "/api/version";
    public const string Pull = "/api/pull";

    /// <summary>
    /// All paths, with those that manage a server's own models and are not supported. Exact paths, because other clients use base URLs
    /// that begin with <c>/api</c> too.
    /// </summary>
    private static readonly FrozenSet<string> All = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        Chat, Generate, Embed, LegacyEmbeddings, Tags, Show, Running, Version, Pull, "/api/create", "/api/copy", "/api/delete", "/api/push");

    public static bool Contains(PathString path) => path.Value is { } value && All.Contains(value.TrimEnd('/'));
}
