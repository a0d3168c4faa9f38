using System.Collections.Immutable;
using JusInfer.Portal.Simulator.Wording;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>What a text parameter is for, as its name tells.</summary>
internal enum Purpose
{
    Other,
    Path,
    Url,
    Command,

    /// <summary>What is looked for.</summary>
    Query,

    /// <summary>The wish itself: a prompt, a message.</summary>
    Wish,
}

internal static class Purposes
{
    private static readonly ImmutableHashSet<string> Paths =
    [
        "path", "paths", "file", "files", "filename", "filepath", "dir", "directory", "folder", "workdir", "cwd",
    ];
    private static readonly ImmutableHashSet<string> Urls = ["url", "urls", "uri", "link", "href"];
    private static readonly ImmutableHashSet<string> Commands = ["command", "commands", "cmd", "script"];
    private static readonly ImmutableHashSet<string> Queries = ["query", "q", "search", "topic"];
    private static readonly ImmutableHashSet<string> Wishes =
        ["prompt", "question", "task", "message", "prd", "description", "feedback", "instructions", "goal"];

    public static Purpose Of(string parameter)
    {
        var words = Word.Of(parameter);
        return words.Any(Urls.Contains) ? Purpose.Url
            : words.Any(Paths.Contains) ? Purpose.Path
            : words.Any(Commands.Contains) ? Purpose.Command
            : words.Any(Queries.Contains) ? Purpose.Query
            : words.Any(Wishes.Contains) ? Purpose.Wish
            : Purpose.Other;
    }
}
