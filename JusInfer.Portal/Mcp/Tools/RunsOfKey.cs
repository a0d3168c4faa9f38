using System.Collections.Immutable;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;
using JusInfer.Portal.Usage.Runs;

namespace JusInfer.Portal.Mcp.Tools;

/// <summary>
/// The part of a run that one key made: its own calls, and the runs that it began. Several keys can name the same session, or start runs below those of another key.
/// </summary>
internal sealed class RunsOfKey(IUsageQueries usage, TeamId team, KeyId key)
{
    /// <summary>The time between the creation of a call's id, by which usage selects its calls, and the start of the call that the run records.</summary>
    private static readonly TimeSpan MaxIdAge = TimeSpan.FromMinutes(1);

    public async Task<RunTree> SelectAsync(RunTree tree, CancellationToken cancellationToken) =>
        tree with { Root = Select(tree.Root, await ReadSumsAsync(tree.Root, cancellationToken)) };

    /// <summary>The sums of the key by run, if a run has more calls than the tree lists. They are read from single calls, which takes longer than the tree.</summary>
    private async Task<ImmutableDictionary<string, UsageSums>> ReadSumsAsync(RunNode root, CancellationToken cancellationToken)
    {
        var cut = WithThoseBelow(root).Where(static node => node.LacksRequests).Select(static node => node.Run).ToList();
        if (cut.Count == 0) return ImmutableDictionary<string, UsageSums>.Empty;
        var window = new UsageWindow(team, cut.Min(static run => run.FirstAt) - MaxIdAge, cut.Max(static run => run.LastAt).AddMilliseconds(1));
        var query = new UsageSumQuery
        {
            Window = window,
            Groups = [UsageDimensions.Session],
            Selection = UsageSelection.All.With(UsageDimensions.Key, key),
            Only = [.. cut.Select(static run => new UsageRow([run.RunId], new UsageSums()))],
        };
        return (await usage.ReadAsync(query, cancellationToken)).ToImmutableDictionary(static row => row.Group[0], static row => row.Sums, StringComparer.Ordinal);
    }

    private IEnumerable<RunNode> WithThoseBelow(RunNode node) => OfKey(node.Children).SelectMany(WithThoseBelow).Prepend(node);

    private IEnumerable<RunNode> OfKey(ImmutableArray<RunNode> nodes) => nodes.Where(node => node.Run.Key == key);

    private RunNode Select(RunNode node, ImmutableDictionary<string, UsageSums> sums)
    {
        ImmutableArray<UsageRecord> calls = [.. node.Requests.Where(call => call.KeyId == key)];
        var own = sums.GetValueOrDefault(node.Run.RunId);
        if (own is null || !node.LacksRequests) own = calls.Aggregate(new UsageSums(), static (sum, call) => sum + UsageSums.From(call));
        var run = node.Run with
        {
            LastAt = calls.IsEmpty ? node.Run.LastAt : calls[0].At,
            Sums = own,
            CacheWriteTokens = own.CacheWrite5mTokens + own.CacheWrite1hTokens,
        };
        return new RunNode(run, calls, [.. OfKey(node.Children).Select(child => Select(child, sums))]);
    }
}
