using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace JusInfer.Portal.Audit;

/// <summary>The result for one team.</summary>
/// <param name="Team">The team.</param>
/// <param name="Head">Its last entry; null if that is not on record.</param>
/// <param name="Erased">The number of entries whose names and addresses were deleted.</param>
/// <param name="Faults">Sentences; empty if the log is intact.</param>
internal sealed record AuditReport(TeamId Team, AuditHead? Head, long Erased, ImmutableArray<string> Faults);

/// <summary>Verifies the logs of all teams.</summary>
internal sealed class AuditVerification(IAuditStore store)
{
    private const int BatchSize = 1_000;

    /// <param name="recorded">The last entries at an earlier verification.</param>
    /// <param name="cancellationToken">Cancels the verification.</param>
    public async IAsyncEnumerable<AuditReport> VerifyAsync(
        IReadOnlyDictionary<TeamId, AuditHead> recorded, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var teams = (await store.ListTeamsAsync(cancellationToken)).Union(recorded.Keys).Order();
        foreach (var team in teams) yield return await VerifyAsync(team, recorded.GetValueOrDefault(team), cancellationToken);
    }

    private async Task<AuditReport> VerifyAsync(TeamId team, AuditHead? recorded, CancellationToken cancellationToken)
    {
        // The end is read first, so that an entry that is written meanwhile does not look like one without a place.
        var head = await store.FindHeadAsync(team, cancellationToken);
        var verifier = new AuditVerifier(recorded);
        while (head is null || verifier.Number < head.Number)
        {
            var batch = await store.ReadAsync(team, verifier.Number, BatchSize, cancellationToken);
            foreach (var entry in batch.Where(entry => head is null || entry.Entry.Number <= head.Number)) verifier.Add(entry);
            if (batch.Length < BatchSize) break;
        }

        if (head is not null && await FindUnrecordedAsync(head, cancellationToken) is { } unrecorded) verifier.Add(unrecorded);
        verifier.Complete(head);
        return new AuditReport(team, head, verifier.Erased, [.. verifier.Faults]);
    }

    /// <summary>An entry after the last one that the store knows of, unless it was appended since.</summary>
    private async Task<StoredAuditEntry?> FindUnrecordedAsync(AuditHead head, CancellationToken cancellationToken)
    {
        var later = await store.ReadAsync(head.TeamId, head.Number, 1, cancellationToken);
        return later is [var entry] && (await store.FindHeadAsync(head.TeamId, cancellationToken))?.Number == head.Number ? entry : null;
    }
}
