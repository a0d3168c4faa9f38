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
    private readonly Dictionary<RequestId, NanoUsd> overdrafts = [];
    private readonly HashSet<RequestId> stored = [];
    private readonly HashSet<RequestId> marked = [];

    /// <summary>The records of all segments that were read.</summary>
    public IReadOnlyList<UsageRecord> Records => [.. closed.Values, .. open.Values.Select(Interrupted)];

    /// <summary>What the store was not asked about (<see cref="JournalEntry.Close.Overdraft"/>), of the closed calls.</summary>
    public IReadOnlyDictionary<RequestId, NanoUsd> Overdrafts => overdrafts;

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
    public JournalFaults Read(SegmentParts segment)
    {
        byte? unknown = null;
        var calls = new List<RequestId>();
        var scanner = new EntryScanner(segment.Entries, segment.Written?.Bytes ?? 0);
        while (scanner.TryRead(out var offset, out var entry))
        {
            switch (entry)
            {
                case JournalEntry.Intent { Call: var intent }:
                    calls.Add(intent.Id);
                    if (SegmentLayout.IsStored(segment.Marks, offset)) stored.Add(intent.Id);
                    else open[intent.Id] = intent;
                    break;
                case JournalEntry.Close { Call: var record, Overdraft: var overdraft } when !stored.Contains(record.Id):
                    open.Remove(record.Id);
                    closed[record.Id] = record;
                    if (overdraft > NanoUsd.Zero) overdrafts[record.Id] = overdraft;
                    else overdrafts.Remove(record.Id);
                    break;
                case JournalEntry.Unknown { Version: var version }:
                    unknown = version;
                    break;
            }
        }

        var wrong = WrongMarks(segment.Marks);
        var gaps = segment.IsCut && scanner.Gaps == 0 ? 1 : scanner.Gaps;
        if (gaps + wrong == 0 && !segment.Marks.IsEmpty) marked.UnionWith(calls);
        return new JournalFaults(unknown, gaps + wrong, scanner.DamagedBytes + wrong)
        {
            LostCalls = gaps > 0 && segment.Written is { IsPossible: true } written ? Math.Max(0, written.Calls - calls.Count) : 0,
            IsCut = segment.IsCut,
        };
    }

    /// <summary>
    /// Leaves out calls from before a time, apart from those that a whole file with marks says are not stored: if others were, their rows
    /// have been removed, and they would be charged again.
    /// </summary>
    /// <returns>The number of calls that are left out.</returns>
    public int RemoveBefore(DateTimeOffset time)
    {
        var before = closed.Count + open.Count;
        foreach (var (id, record) in closed)
        {
            if (record.At >= time || marked.Contains(id)) continue;
            closed.Remove(id);
            overdrafts.Remove(id);
        }

        foreach (var (id, intent) in open)
        {
            if (intent.At < time && !marked.Contains(id)) open.Remove(id);
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
