using JusInfer.Portal.Cluster;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Data.Sqlite;

/// <summary>One process uses a SQLite file: there is no other that could account for its calls, so it copies no intents.</summary>
internal sealed class NoIntents : IIntentStore
{
    public Task<bool> CopyAsync(LeaseNode node, IReadOnlyList<IntentCopy> added, IReadOnlyList<RequestId> stored, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The intents of calls are copied to PostgreSQL only.");

    public Task<IReadOnlySet<RequestId>> FindAsync(IReadOnlyCollection<RequestId> ids, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlySet<RequestId>>(new HashSet<RequestId>());

    public Task<IReadOnlyList<byte[]>> ReadAsync(LeaseNode node, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<byte[]>>([]);
}
