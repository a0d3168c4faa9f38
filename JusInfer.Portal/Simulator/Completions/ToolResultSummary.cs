using System.Collections.Immutable;
using System.Text;
using JusInfer.Portal.Simulator.Requests;
using JusInfer.Portal.Simulator.Text;

namespace JusInfer.Portal.Simulator.Completions;

/// <summary>Summarizes tool results: the name of each tool and the first lines of its result.</summary>
internal static class ToolResultSummary
{
    private const int MaxResults = 8;
    private const int MaxLines = 8;
    private const int MaxLineLength = 200;

    public static string Of(ImmutableArray<ToolResult> results)
    {
        var summary = new StringBuilder();
        if (results.Length > MaxResults)
            summary.Append("Of ").Append(results.Length).Append(" results, the last ").Append(MaxResults).Append(":\n\n");
        foreach (var result in results.TakeLast(MaxResults)) summary.Append(Of(result)).Append("\n\n");
        return summary.ToString().TrimEnd();
    }

    private static string Of(ToolResult result)
    {
        var text = result.Text.Trim();
        if (text.Length == 0) return $"{result.Tool} returned nothing.";
        var lines = text.Split('\n');
        var shown = lines.Take(MaxLines).Select(static line => $"> {TruncateLine(line.TrimEnd())}".TrimEnd());
        var more = lines.Length > MaxLines ? $"\n({lines.Length - MaxLines} more lines)" : "";
        return $"{result.Tool} returned:\n{string.Join('\n', shown)}{more}";
    }

    private static string TruncateLine(string line) =>
        line.Length <= MaxLineLength ? line : $"{TextTruncation.Start(line, MaxLineLength)}…";
}
