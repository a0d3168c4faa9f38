namespace JusInfer.Portal.Audit;

/// <summary>
/// Verifies the chain of one team, entry by entry in the order of their numbers. Each fault names the entries concerned.
/// </summary>
/// <param name="recorded">The last entry at an earlier verification, which was kept elsewhere: it reveals a log that was rewritten as a whole.</param>
internal sealed class AuditVerifier(AuditHead? recorded = null)
{
    private readonly List<string> faults = [];
    private byte[] previous = AuditChain.Start;

    public IReadOnlyList<string> Faults => faults;

    /// <summary>The number of entries whose names and addresses were deleted, which is no fault.</summary>
    public long Erased { get; private set; }

    /// <summary>The number of the last entry.</summary>
    public long Number { get; private set; }

    public void Add(StoredAuditEntry stored)
    {
        var entry = stored.Entry;
        var follows = entry.Number == Number + 1;
        if (!follows) faults.Add(Missing(Number + 1, entry.Number - 1));
        if (!AuditChain.HashOf(entry).AsSpan().SequenceEqual(entry.Hash)) faults.Add($"Entry {entry.Number} was changed.");
        else if (follows && !entry.Previous.AsSpan().SequenceEqual(previous)) faults.Add(Moved(entry.Number));

        if (stored.Details is null) Erased++;
        else if (!AuditChain.HashOf(stored.Details).AsSpan().SequenceEqual(entry.DetailsHash)) faults.Add($"Names or addresses of entry {entry.Number} were changed.");

        if (entry.Number == recorded?.Number && !entry.Hash.AsSpan().SequenceEqual(recorded.Hash))
            faults.Add($"Entry {entry.Number} is not the one that was recorded earlier: the log was rewritten.");
        (Number, previous) = (entry.Number, entry.Hash);
    }

    /// <summary>Compares the last entry with what the store says it is.</summary>
    public void Complete(AuditHead? head)
    {
        if (head is null && Number > 0) faults.Add("The record of the last entry is missing.");
        else if (head?.Number > Number) faults.Add(Missing(Number + 1, head.Number));
        else if (head?.Number < Number) faults.Add($"Entries after {head.Number} were added without their place in the chain.");
        else if (head is not null && !head.Hash.AsSpan().SequenceEqual(previous)) faults.Add($"Entry {Number}, the last one, was replaced.");

        if (recorded?.Number > Math.Max(Number, head?.Number ?? 0)) faults.Add(Missing(Number + 1, recorded.Number));
    }

    private static string Missing(long first, long last) =>
        first == last ? $"Entry {first} was deleted." : $"Entries {first} to {last} were deleted.";

    private static string Moved(long number) => number == 1
        ? "Entry 1 is not the first one that was written: it was moved or replaced."
        : $"Entry {number} does not follow entry {number - 1}: one of them was moved or replaced.";
}
