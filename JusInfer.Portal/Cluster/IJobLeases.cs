namespace JusInfer.Portal.Cluster;

/// <summary>Lets one node at a time do a periodic job.</summary>
internal interface IJobLeases
{
    /// <summary>Takes or extends the lease of a job; false while another node has it.</summary>
    /// <param name="job">The name of the job.</param>
    /// <param name="node">This process.</param>
    /// <param name="now">The current time by the clock of this process. The store converts it to its own.</param>
    /// <param name="until">When the lease ends, unless it is extended.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<bool> TakeAsync(string job, Guid node, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Ends the lease, if this process has it.</summary>
    Task ReleaseAsync(string job, Guid node, CancellationToken cancellationToken);
}
