namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// Makes usage records of the journal entries that an earlier process left. Calls that are marked as stored are left out: the rows of some
/// may have been removed since. A closed call becomes its record; the store ignores the ones that it already has. A call with an intent and
/// no close was interrupted when the process died: its prompt was sent to a provider, so its input tokens are charged by estimate.
/// </summary>
/// <param name="priceOf">Prices the estimated input of an intent.</param>
internal sealed class JournalRecovery(Func<CallIntent, (NanoUsd Cost, DateOnly? PricesFrom, int? ContextTier)> priceOf)
{
    public const string InterruptedCode = "INTERRUPTED";

    private readonly Dictionary<RequestId, CallIntent> open = [];
    private readonly Dictionary<RequestId, UsageRecord> closed = [];
    private readonly HashSet<RequestId> stored = [];

    /// <summary>The records of all segments that were read.</summary>
    public IReadOnlyList<UsageRecord> Records => [.. closed.Values, .. open.Values.Select(Interrupted)];

    /// <summary>The calls that were interrupted.</summary>
    public IReadOnlyCollection<RequestId> Open => open.Keys;

    /// <summary>The same records, of which only some of the interrupted calls are charged. The operator bears the cost of the others.</summary>
    public IReadOnlyList<UsageRecord> RecordsOf(IReadOnlySet<RequestId> charged) => [.. closed.Values, .. open.Values.Select(intent =>
    {
        var record = Interrupted(intent);
        return charged.Contains(intent.Id) ? record : record with { Cost = NanoUsd.Zero, Unbilled = record.Cost };
    })];

    /// <summary>
    /// Reads the entries of one segment. Segments are read from oldest to newest, because a close can be in a later one than its intent.
    /// </summary>
    /// <param name="entries">The entries.</param>
    /// <param name="marks">The marks of the segment, as <see cref="SegmentLayout.Split"/> returns them.</param>
    public JournalFaults Read(ReadOnlySpan<byte> entries, ReadOnlySpan<byte> marks = default)
    {
        byte? unknown = null;
        var scanner = new EntryScanner(entries);
        while (scanner.TryRead(out var offset, out var entry))
        {
            switch (entry)
            {
                case JournalEntry.Intent { Call: var intent }:
                    if (SegmentLayout.IsStored(marks, offset)) stored.Add(intent.Id);
                    else open[intent.Id] = intent;
                    break;
                case JournalEntry.Close { Call: var record } when !stored.Contains(record.Id):
                    open.Remove(record.Id);
                    closed[record.Id] = record;
                    break;
                case JournalEntry.Unknown { Version: var version }:
                    unknown = version;
                    break;
            }
        }

        var wrong = WrongMarks(marks);
        return new JournalFaults(unknown, scanner.Gaps + wrong, scanner.DamagedBytes + wrong);
    }

    /// <summary>
    /// Leaves out calls from before a time: if they were stored, their rows have been removed, and they would be charged again.
    /// </summary>
    /// <returns>The number of calls that are left out.</returns>
    public int RemoveBefore(DateTimeOffset time)
    {
        var before = closed.Count + open.Count;
        foreach (var (id, record) in closed)
        {
            if (record.At < time) closed.Remove(id);
        }

        foreach (var (id, intent) in open)
        {
            if (intent.At < time) open.Remove(id);
        }

        return before - closed.Count - open.Count;
    }

    private static int WrongMarks(ReadOnlySpan<byte> marks)
    {
        if (!marks.ContainsAnyExcept((byte)0, SegmentLayout.Stored)) return 0;
        return marks.Length - marks.Count((byte)0) - marks.Count(SegmentLayout.Stored);
    }

    private UsageRecord Interrupted(CallIntent intent)
    {
        var (cost, pricesFrom, contextTier) = priceOf(intent);
        return new UsageRecord
        {
            Id = intent.Id,
            At = intent.At,
            TeamId = intent.TeamId,
            KeyId = intent.KeyId,
            MemberId = intent.MemberId,
            User = intent.User,
            RunId = intent.RunId,
            RootRunId = intent.RootRunId,
            ParentRunId = intent.ParentRunId,
            Repository = intent.Repository,
            Label = intent.Label,
            ModelRequested = intent.ModelRequested,
            ModelServed = intent.ModelPlanned,
            Provider = intent.Provider,
            Route = intent.Route,
            Status = 500,
            ErrorCode = InterruptedCode,
            Tokens = new TokenBuckets { InputUncached = intent.EstimatedInputTokens },
            Cost = cost,
            Source = UsageSource.Estimated,
            DurationMs = 0,
            Attempts = 1,
            PricesFrom = pricesFrom,
            ContextTier = contextTier,
            CatalogVersion = intent.CatalogVersion,
        };
    }
}
