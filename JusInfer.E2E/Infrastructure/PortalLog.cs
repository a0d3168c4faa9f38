using System.Collections.Concurrent;

namespace JusInfer.E2E.Infrastructure;

/// <summary>All lines that the portal wrote to the console.</summary>
internal sealed class PortalLog
{
    private readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyCollection<string> Lines => lines;

    /// <summary>Entries of the levels Error and Critical, with the lines that follow.</summary>
    public IEnumerable<string> Errors
    {
        get
        {
            var all = lines.ToArray();
            for (var i = 0; i < all.Length; i++)
            {
                if (all[i].StartsWith("fail:", StringComparison.Ordinal) || all[i].StartsWith("crit:", StringComparison.Ordinal))
                    yield return string.Join(Environment.NewLine, all.Skip(i).Take(8));
            }
        }
    }

    public void Add(string? line)
    {
        if (line is not null) lines.Enqueue(line);
    }

    public string Tail(int count = 40) => string.Join(Environment.NewLine, lines.TakeLast(count));
}
