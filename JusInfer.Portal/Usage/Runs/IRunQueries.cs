using System.Collections.Immutable;

namespace JusInfer.Portal.Usage.Runs;

/// <summary>Reads agent runs.</summary>
internal interface IRunQueries
{
    /// <summary>The maximum number of runs in a tree.</summary>
    const int MaxNodes = 200;

    /// <summary>The maximum depth of a tree.</summary>
    const int MaxDepth = 20;

    /// <summary>The maximum number of calls of each run in a tree.</summary>
    const int MaxRequestsPerNode = 200;

    /// <summary>The runs that match a filter, those with the newest last call first.</summary>
    Task<RunListPage> ListAsync(RunFilter filter, CancellationToken cancellationToken);

    /// <summary>A run; null if there is no such run.</summary>
    Task<AgentRun?> FindAsync(TeamId team, string session, CancellationToken cancellationToken);

    /// <summary>A run with those that it started; null if there is no such run.</summary>
    Task<RunTree?> FindTreeAsync(TeamId team, string session, CancellationToken cancellationToken);
}

/// <summary>Selects a page of runs. A filter that is null matches every run.</summary>
internal sealed record RunFilter
{
    public required TeamId Team { get; init; }

    public int Limit { get; init; } = 50;

    /// <summary>The last run of the previous page.</summary>
    public RunCursor? After { get; init; }

    /// <summary>The key of the first call.</summary>
    public KeyId? Key { get; init; }

    /// <summary>The member that the key belonged to.</summary>
    public MemberId? Member { get; init; }
}

/// <summary>A page of runs.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="Next">The value of <see cref="RunFilter.After"/> for the next page; null if no more runs can follow.</param>
/// <param name="ScannedTo">
/// The last run that was compared with the filter, if the page ended because <see cref="IUsageQueries.MaxScannedRows"/> were compared. Such a page
/// can be empty although more follow.
/// </param>
internal sealed record RunListPage(ImmutableArray<AgentRun> Runs, RunCursor? Next, RunCursor? ScannedTo);
