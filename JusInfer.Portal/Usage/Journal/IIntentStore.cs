using JusInfer.Portal.Cluster;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>Stores copies of the intents of running calls in the database, if <see cref="JournalDurability.Database"/> is configured.</summary>
internal interface IIntentStore
{
    /// <summary>Adds the intents of calls that have begun and removes those of calls whose records are stored, in one transaction.</summary>
    /// <returns>False if the node was taken over, so that no one would account for the new calls. They are not added.</returns>
    Task<bool> CopyAsync(
        LeaseNode node, IReadOnlyList<IntentCopy> added, IReadOnlyList<RequestId> stored, CancellationToken cancellationToken);

    /// <summary>Of some calls, those whose intents are stored.</summary>
    Task<IReadOnlySet<RequestId>> FindAsync(IReadOnlyCollection<RequestId> ids, CancellationToken cancellationToken);

    /// <summary>Reads the journal entries of the intents of a node.</summary>
    Task<IReadOnlyList<byte[]>> ReadAsync(LeaseNode node, CancellationToken cancellationToken);
}

/// <summary>The intent of a call.</summary>
/// <param name="Id">The call.</param>
/// <param name="Entry">The intent as an entry of the journal (<see cref="JournalFormat"/>).</param>
internal readonly record struct IntentCopy(RequestId Id, byte[] Entry);
