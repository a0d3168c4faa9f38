using System.Collections.Immutable;
using JusInfer.Portal.Simulator.Requests;
using JusInfer.Portal.Simulator.Text;

namespace JusInfer.Portal.Simulator.ToolCalls;

/// <summary>Finds the tool that fits a text best by their common words.</summary>
internal static class ToolMatcher
{
    /// <summary>Words that are too common to indicate a tool.</summary>
    private static readonly ImmutableHashSet<string> StopWords =
    [
        "the", "and", "for", "with", "this", "that", "from", "what", "which", "when", "then", "have", "has", "are", "was", "will", "can",
        "you", "your", "please", "use", "into", "out", "not", "all", "any", "one", "its", "it", "is", "in", "on", "of", "to", "a", "an",
        "or", "be", "do", "me", "my", "how", "there", "here", "about", "should", "would", "could", "must", "if", "by", "as", "at", "tool",
        "exactly", "reply",
    ];

    /// <summary>
    /// The tool with the longest name whose words all occur in the text; otherwise the tool whose name and description share the most words
    /// with the text. Null if no word is shared. Ties go to the first tool.
    /// </summary>
    public static ToolDefinition? FindClosest(string text, ImmutableArray<ToolDefinition> tools)
    {
        var words = Word.WordsOf(text).Where(static word => !StopWords.Contains(word)).ToHashSet();
        var named = tools.Where(tool => Word.WordsOf(tool.Name).All(words.Contains)).MaxBy(static tool => Word.WordsOf(tool.Name).Length);
        return named ?? tools
            .Select(tool => (Tool: tool, Shared: Word.WordsOf($"{tool.Name} {tool.Description}").Distinct().Count(words.Contains)))
            .Where(static match => match.Shared > 0)
            .OrderByDescending(static match => match.Shared)
            .Select(static match => match.Tool)
            .FirstOrDefault();
    }
}
