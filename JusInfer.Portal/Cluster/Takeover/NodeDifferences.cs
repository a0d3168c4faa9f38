using System.Collections.Immutable;
using System.Globalization;

namespace JusInfer.Portal.Cluster.Takeover;

/// <summary>
/// Finds what should be the same on all nodes and is not. Differences are safe: prices and catalog are recorded with each call, leases use the clock of the
/// database only, and releases next to each other share the schema. But calls cost and behave differently depending on their node.
/// </summary>
internal static class NodeDifferences
{
    /// <summary>Below it, times of day in receipts and windows of budgets are off by less than anyone notices.</summary>
    private static readonly TimeSpan MaxClockOffset = TimeSpan.FromSeconds(2);

    /// <returns>A sentence per difference.</returns>
    public static ImmutableArray<string> Find(NodeList list)
    {
        var alive = list.Nodes.Where(node => !node.IsDead(list.At)).ToArray();
        var found = ImmutableArray.CreateBuilder<string>();
        Compare("catalogs", static node => node.Description.Catalog, "Give all nodes the same catalog file, and restart those with another one.");
        Compare("releases", static node => node.Description.Release, "This is safe while you update one node after the other.");
        foreach (var node in alive.Where(static node => node.ClockOffset.Duration() > MaxClockOffset))
        {
            var seconds = node.ClockOffset.Duration().TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
            found.Add($"The clock of {node.Description.Host} is {seconds} s {(node.ClockOffset > TimeSpan.Zero ? "ahead of" : "behind")} the database's. Synchronize it with NTP.");
        }

        return found.ToImmutable();

        void Compare(string what, Func<NodeState, string> of, string advice)
        {
            var groups = alive.GroupBy(of, StringComparer.Ordinal).Select(static group =>
                $"{group.Key} on {string.Join(", ", group.Select(static node => node.Description.Host).Distinct(StringComparer.Ordinal))}").ToArray();
            if (groups.Length > 1) found.Add($"The nodes have different {what}: {string.Join("; ", groups)}. {advice}");
        }
    }
}
