using System.Collections.Immutable;
using System.Text;
using JusInfer.Portal.Simulator.Reading;
using JusInfer.Portal.Simulator.Wording;

namespace JusInfer.Portal.Simulator.Answering;

/// <summary>Sums up what tools gave back: each one's name and its first lines.</summary>
internal static class ResultDigest
{
    private const int MaxResults = 8;
    private const int MaxLines = 8;
    private const int MaxLineLength = 200;

    public static string Of(ImmutableArray<ToolOutput> results)
    {
        var digest = new StringBuilder();
        var left = results.Length - MaxResults;
        if (left > 0) digest.Append("Of ").Append(results.Length).Append(" results, the last ").Append(MaxResults).Append(":\n\n");
        foreach (var result in results.TakeLast(MaxResults)) digest.Append(Of(result)).Append("\n\n");
        return digest.ToString().TrimEnd();
    }

    private static string Of(ToolOutput result)
    {
        var text = result.Text.Trim();
        if (text.Length == 0) return $"{result.Tool} returned nothing.";
        var lines = text.Split('\n');
        var shown = lines.Take(MaxLines).Select(static line => $"> {Shortened(line.TrimEnd())}".TrimEnd());
        var more = lines.Length > MaxLines ? $"\n({lines.Length - MaxLines} more lines)" : "";
        return $"{result.Tool} returned:\n{string.Join('\n', shown)}{more}";
    }

    private static string Shortened(string line) => line.Length <= MaxLineLength ? line : $"{Cut.Start(line, MaxLineLength)}…";
}
