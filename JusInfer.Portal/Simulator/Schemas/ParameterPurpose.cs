using System.Collections.Immutable;
using JusInfer.Portal.Simulator.Text;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>The purpose of a string parameter, derived from its name.</summary>
internal enum ParameterPurpose
{
    Other,
    Path,
    Url,
    Command,

    /// <summary>A search query.</summary>
    Query,

    /// <summary>A prompt or a message.</summary>
    Instruction,
}

internal static class ParameterPurposes
{
    private static readonly ImmutableHashSet<string> Paths =
    [
        "path", "paths", "file", "files", "filename", "filepath", "dir", "directory", "folder", "workdir", "cwd",
    ];
    private static readonly ImmutableHashSet<string> Urls = ["url", "urls", "uri", "link", "href"];
    private static readonly ImmutableHashSet<string> Commands = ["command", "commands", "cmd", "script"];
    private static readonly ImmutableHashSet<string> Queries = ["query", "q", "search", "topic"];
    private static readonly ImmutableHashSet<string> Instructions =
        ["prompt", "question", "task", "message", "prd", "description", "feedback", "instructions", "goal"];

    public static ParameterPurpose Of(string parameter)
    {
        var words = Word.WordsOf(parameter);
        return words.Any(Urls.Contains) ? ParameterPurpose.Url
            : words.Any(Paths.Contains) ? ParameterPurpose.Path
            : words.Any(Commands.Contains) ? ParameterPurpose.Command
            : words.Any(Queries.Contains) ? ParameterPurpose.Query
            : words.Any(Instructions.Contains) ? ParameterPurpose.Instruction
            : ParameterPurpose.Other;
    }
}
