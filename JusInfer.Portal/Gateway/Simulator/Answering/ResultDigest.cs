using System.Collections.Immutable;
using System.Text;
using JusInfer.Portal.Gateway.Simulator.Reading;
using JusInfer.Portal.Gateway.Simulator.Wording;

namespace JusInfer.Portal.Gateway.Simulator.Answering;

/// <summary>Sums up what tools gave back: each one's name and its first lines.</summary>
internal static class ResultDigest
{
    private const int MostResults = 8;
    private const int MostLines = 8;
    private const int LongestLine = 200;

    public static string Of(ImmutableArray<ToolOutput> results)
    {
        var digest = new StringBuilder();
        var left = results.Length - MostResults;
        if (left > 0) digest.Append("Of ").Append(results.Length).Append(" results, the last ").Append(MostResults).Append(":\n\n");
        foreach (var result in results.TakeLast(MostResults)) digest.Append(Of(result)).Append("\n\n");
        return digest.ToString().TrimEnd();
    }

    private static string Of(ToolOutput result)
    {
        var text = result.Text.Trim();
        if (text.Length == 0) return $"{result.Tool} returned nothing.";
        var lines = text.Split('\n');
        var shown = lines.Take(MostLines).Select(static line => $"> {Shortened(line.TrimEnd())}".TrimEnd());
        var more = lines.Length > MostLines ? $"\n({lines.Length - MostLines} more lines)" : "";
        return $"{result.Tool} returned:\n{string.Join('\n', shown)}{more}";
    }

    private static string Shortened(string line) => line.Length <= LongestLine ? line : $"{Cut.Start(line, LongestLine)}…";
}
