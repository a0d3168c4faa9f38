using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Runs;

namespace JusInfer.Portal.Components.Developer.Runs;

/// <summary>A row of the tree of a run: a run, one of its turns, or an attempt of a turn.</summary>
/// <param name="Depth">The number of nodes above it.</param>
internal abstract record RunTreeRow(int Depth)
{
    /// <summary>Deeper rows are indented as much as those of this depth.</summary>
    private const int MaxIndent = 8;

    public int Indent => Math.Min(Depth, MaxIndent);

    /// <summary>The amounts of its column of costs.</summary>
    public IEnumerable<NanoUsd> Costs => this switch
    {
        Run { Node: var node } => [node.Run.Sums.Cost, node.TreeCost],
        Turn { Call: var call } => [call.Cost],
        _ => [],
    };

    /// <summary>The rows in their order: turns by time, and a run after the turn that was the last one when it began.</summary>
    /// <param name="root">The run at the top.</param>
    /// <param name="isCollapsed">Whether the runs below a run are hidden.</param>
    /// <param name="showsTurns">Whether the turns of a run are shown.</param>
    /// <param name="detailsOf">What is known about a call beyond its numbers.</param>
    public static IEnumerable<RunTreeRow> From(RunNode root, Predicate<string> isCollapsed, Predicate<RunNode> showsTurns, Func<UsageRecord, RouteDetails?> detailsOf)
    {
        return RowsOf(root, 0);

        IEnumerable<RunTreeRow> RowsOf(RunNode node, int depth)
        {
            var turns = showsTurns(node) ? TurnsOf(node, depth + 1, detailsOf) : [];
            var runs = isCollapsed(node.Run.RunId) ? [] : node.Children.Select(child => (At: child.Run.FirstAt, Rows: RowsOf(child, depth + 1)));

            // The sort is stable: of a turn and a run of the same instant, the turn is first.
            return turns.Concat(runs).OrderBy(static part => part.At).SelectMany(static part => part.Rows).Prepend(new Run(node, depth));
        }
    }

    private static IEnumerable<(DateTimeOffset At, IEnumerable<RunTreeRow> Rows)> TurnsOf(RunNode node, int depth, Func<UsageRecord, RouteDetails?> detailsOf)
    {
        var number = (int)Math.Max(0, node.Run.Sums.Requests - node.Requests.Length);
        foreach (var call in node.Requests.Reverse())
        {
            var attempts = AttemptLog.Read(call);
            var turn = new Turn(call, detailsOf(call), node.Run.RunId, ++number, depth);
            yield return (call.At, attempts.Length > 1 ? [turn, .. attempts.Select((attempt, index) => new Attempt(attempt, call.Id, index + 1, depth + 1))] : [turn]);
        }
    }

    /// <param name="Node">The run.</param>
    /// <param name="Depth">The number of nodes above it.</param>
    internal sealed record Run(RunNode Node, int Depth) : RunTreeRow(Depth);

    /// <param name="Call">The call of the model.</param>
    /// <param name="Details">What is known about it beyond its numbers; null if nothing is.</param>
    /// <param name="RunId">Its run.</param>
    /// <param name="Number">Its number in the run, from 1.</param>
    /// <param name="Depth">The number of nodes above it.</param>
    internal sealed record Turn(UsageRecord Call, RouteDetails? Details, string RunId, int Number, int Depth) : RunTreeRow(Depth);

    /// <param name="Record">The attempt.</param>
    /// <param name="Call">Its turn.</param>
    /// <param name="Number">Its number in the turn, from 1.</param>
    /// <param name="Depth">The number of nodes above it.</param>
    internal sealed record Attempt(AttemptRecord Record, RequestId Call, int Number, int Depth) : RunTreeRow(Depth);
}
