using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace JusInfer.E2E.Infrastructure;

/// <summary>All lines that the portal wrote to the console.</summary>
internal sealed partial class PortalLog
{
    private readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyCollection<string> Lines => lines;

    /// <summary>Entries of the levels Error and Critical. An entry is one line.</summary>
    public IEnumerable<string> Errors => lines.Where(static line => FailedEntry().IsMatch(line));

    public void Add(string? line)
    {
        if (line is not null) lines.Enqueue(line);
    }

    public string Tail(int count = 40) => string.Join(Environment.NewLine, lines.TakeLast(count));

    /// <summary>An entry as <c>appsettings.json</c> configures the console: time, level, category, text.</summary>
    [GeneratedRegex(@"^\S+Z (fail|crit): ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FailedEntry();
}
