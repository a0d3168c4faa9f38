using System.Collections.Immutable;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Runs;

namespace JusInfer.Portal.Components.Developer.Runs;

/// <summary>The lost caches of the calls of a run tree that are listed, and the details of these calls. It is created once for a tree, because the details are parsed.</summary>
internal sealed class RunCacheReport
{
    /// <summary>The number of calls that are listed for each cause.</summary>
    private const int MaxExamples = 10;

    private readonly Dictionary<RequestId, RouteDetails> details = [];
    private readonly Dictionary<string, NanoUsd> costs = new(StringComparer.Ordinal);

    public RunCacheReport(RunTree tree)
    {
        var losses = new List<(string RunId, UsageRecord Call, LostCache Lost)>();
        var costOfCalls = NanoUsd.Zero;
        foreach (var node in Nodes(tree.Root))
        {
            foreach (var call in node.Requests)
            {
                costOfCalls += call.Cost;
                if (RouteDetails.Parse(call.RouteDetails) is not { } parsed) continue;
                details[call.Id] = parsed;
                if (parsed.Lost is not { } lost) continue;
                losses.Add((node.Run.RunId, call, lost));
                costs[node.Run.RunId] = costs.GetValueOrDefault(node.Run.RunId) + lost.Cost;
                Cost += lost.Cost;
            }
        }

        Share = NumberFormat.Percent(Math.Min(1, NumberFormat.Share(Cost, costOfCalls)));
        Causes = CausesOf(losses);
    }

    public NanoUsd Cost { get; }

    /// <summary>The share of the cost of the calls.</summary>
    public string Share { get; }

    /// <summary>The causes, the most expensive first.</summary>
    public ImmutableArray<CacheLossCauseRow> Causes { get; }

    /// <summary>The losses of one run's own calls; null if there are none.</summary>
    public NanoUsd? CostOf(string session) => costs.TryGetValue(session, out var cost) ? cost : null;

    /// <summary>What is known about a call beyond its numbers; null if nothing is.</summary>
    public RouteDetails? DetailsOf(UsageRecord call) => details.GetValueOrDefault(call.Id);

    private static ImmutableArray<CacheLossCauseRow> CausesOf(List<(string RunId, UsageRecord Call, LostCache Lost)> losses) =>
    [
        .. losses.GroupBy(static loss => loss.Lost.Cause, StringComparer.Ordinal)
            .Select(static group => (Cause: group.Key, Cost: group.Aggregate(NanoUsd.Zero, static (sum, loss) => sum + loss.Lost.Cost), Losses: group.ToArray()))
            .OrderByDescending(static group => group.Cost)
            .Select(static group => new CacheLossCauseRow(
                CacheLossAdvice.NameOf(group.Cause),
                CacheLossAdvice.AdviceFor(group.Cause),
                group.Losses.Length == 1 ? "1 call" : $"{NumberFormat.Count(group.Losses.Length)} calls",
                NumberFormat.Tokens(group.Losses.Sum(static loss => loss.Lost.Tokens)),
                NumberFormat.Money(group.Cost),
                [
                    .. group.Losses.OrderByDescending(static loss => loss.Lost.Cost).Take(MaxExamples).Select(static loss => new CacheLossCallRow(
                        $"/developer/usage/{loss.Call.Id}", loss.Call.At, loss.RunId, RouteSentences.DescribeLoss(loss.Lost), NumberFormat.Money(loss.Lost.Cost))),
                ])),
    ];

    private static IEnumerable<RunNode> Nodes(RunNode node) => node.Children.SelectMany(Nodes).Prepend(node);
}
