using System.Collections.Immutable;

namespace JusInfer.Portal.Usage.Runs;

/// <summary>A run with those that it started, directly or not.</summary>
/// <param name="Root">The run.</param>
/// <param name="IsTruncated">Whether runs are missing, because there are more than <see cref="IRunQueries.MaxNodes"/> or they are nested too deeply.</param>
internal sealed record RunTree(RunNode Root, bool IsTruncated);

/// <summary>A run of a tree.</summary>
/// <param name="Run">The run.</param>
/// <param name="Requests">Its last calls, newest first.</param>
/// <param name="Children">The runs that it started, oldest first.</param>
internal sealed record RunNode(AgentRun Run, ImmutableArray<UsageRecord> Requests, ImmutableArray<RunNode> Children)
{
    /// <summary>The cost of the run and of the runs below it.</summary>
    public NanoUsd TreeCost { get; } = Children.Aggregate(Run.Sums.Cost, static (cost, child) => cost + child.TreeCost);

    /// <summary>Whether the run has further calls that are not listed.</summary>
    public bool LacksRequests => Requests.Length < Run.Sums.Requests;
}
