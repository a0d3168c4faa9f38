using System.Collections.Immutable;
using JusInfer.Portal.Simulator.Reading;
using JusInfer.Portal.Simulator.Wording;

namespace JusInfer.Portal.Simulator.Calling;

/// <summary>Picks a tool for a text that names none.</summary>
internal static class ToolPicker
{
    /// <summary>Words that say nothing about what is wanted.</summary>
    private static readonly ImmutableHashSet<string> Common =
    [
        "the", "and", "for", "with", "this", "that", "from", "what", "which", "when", "then", "have", "has", "are", "was", "will", "can",
        "you", "your", "please", "use", "into", "out", "not", "all", "any", "one", "its", "it", "is", "in", "on", "of", "to", "a", "an",
        "or", "be", "do", "me", "my", "how", "there", "here", "about", "should", "would", "could", "must", "if", "by", "as", "at", "tool",
        "exactly", "reply",
    ];

    /// <summary>
    /// The tool all of whose name's words occur in the text (the longest such name); else the one whose description shares most words with
    /// it; null where nothing is shared. The first of equals.
    /// </summary>
    public static OfferedTool? Closest(string text, ImmutableArray<OfferedTool> tools)
    {
        var wanted = Word.Of(text).Where(static word => !Common.Contains(word)).ToHashSet();
        var alluded = tools.Where(tool => Word.Of(tool.Name).All(wanted.Contains)).MaxBy(static tool => Word.Of(tool.Name).Length);
        return alluded ?? tools
            .Select(tool => (Tool: tool, Shared: Word.Of($"{tool.Name} {tool.Description}").Distinct().Count(wanted.Contains)))
            .Where(static match => match.Shared > 0)
            .OrderByDescending(static match => match.Shared)
            .Select(static match => match.Tool)
            .FirstOrDefault();
    }
}
