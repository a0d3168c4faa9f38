using JusInfer.Portal.Data.Stores;

namespace JusInfer.Portal.Data.Sqlite;

/// <summary>The table of calls on SQLite, which has no partitions.</summary>
internal sealed class UnpartitionedUsage : IUsagePartitions
{
    public Task EnsureAsync(IEnumerable<DateTimeOffset> times, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Forget()
    {
    }

    public Task<bool> DropBeforeAsync(DateTimeOffset end, CancellationToken cancellationToken) => Task.FromResult(false);
}
