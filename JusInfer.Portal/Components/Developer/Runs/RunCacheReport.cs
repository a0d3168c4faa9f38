using System.Collections.Immutable;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Runs;

namespace JusInfer.Portal.Components.Developer.Runs;

/// <summary>The lost caches of the calls of a run tree that are listed.</summary>
internal sealed class RunCacheReport
{
    /// <summary>The number of calls that are listed for each cause.</summary>
    private const int MaxExamples = 10;

    private readonly ImmutableArray<(string Session, UsageRecord Call, LostCache Lost)> losses;
    private readonly NanoUsd costOfCalls;

    public RunCacheReport(RunTree tree)
    {
        ImmutableArray<RunNode> nodes = [.. Nodes(tree.Root)];
        losses =
        [
            .. from node in nodes
               from call in node.Requests
               let lost = RouteDetails.Parse(call.RouteDetails)?.Lost
               where lost is not null
               select (node.Run.Session, call, lost),
        ];
        costOfCalls = nodes.SelectMany(static node => node.Requests).Aggregate(NanoUsd.Zero, static (sum, call) => sum + call.Cost);
    }

    public NanoUsd Cost => losses.Aggregate(NanoUsd.Zero, static (sum, loss) => sum + loss.Lost.Cost);

    public string Share => NumberFormat.Percent(Math.Min(1, NumberFormat.Share(Cost, costOfCalls)));

    /// <summary>The losses of one run's own calls; null if there are none.</summary>
    public NanoUsd? CostOf(string session)
    {
        var own = losses.Where(loss => loss.Session == session).ToArray();
        return own.Length == 0 ? null : own.Aggregate(NanoUsd.Zero, static (sum, loss) => sum + loss.Lost.Cost);
    }

    public ImmutableArray<CacheLossCauseRow> Causes() =>
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
                        $"/developer/usage/{loss.Call.Id}", loss.Call.At, loss.Session, RouteSentences.DescribeLoss(loss.Lost), NumberFormat.Money(loss.Lost.Cost))),
                ])),
    ];

    private static IEnumerable<RunNode> Nodes(RunNode node) => node.Children.SelectMany(Nodes).Prepend(node);
}
