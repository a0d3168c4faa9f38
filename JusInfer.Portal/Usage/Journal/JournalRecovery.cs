namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// Makes usage records of the journal entries that an earlier process left. A closed call becomes its record; the store ignores the ones
/// that it already has. A call with an intent and no close was interrupted when the process died: its prompt was sent to a provider, so
/// its input tokens are charged by estimate.
/// </summary>
/// <param name="priceOf">Prices the estimated input of an intent.</param>
internal sealed class JournalRecovery(Func<CallIntent, (NanoUsd Cost, DateOnly? PricesFrom, int? ContextTier)> priceOf)
{
    public const string InterruptedCode = "INTERRUPTED";

    private readonly Dictionary<RequestId, CallIntent> open = [];
    private readonly Dictionary<RequestId, UsageRecord> closed = [];

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
    /// Reads one segment. Segments are read from oldest to newest, because a close can be in a later one than its intent.
    /// </summary>
    /// <returns>The version of the entries that this version of JusInfer cannot read; null if it can read all.</returns>
    public byte? Read(ReadOnlySpan<byte> segment)
    {
        byte? unknown = null;
        while (JournalFormat.TryRead(ref segment, out var entry))
        {
            switch (entry)
            {
                case JournalEntry.Intent { Call: var intent }:
                    open[intent.Id] = intent;
                    break;
                case JournalEntry.Close { Call: var record }:
                    open.Remove(record.Id);
                    closed[record.Id] = record;
                    break;
                case JournalEntry.Unknown { Version: var version }:
                    unknown = version;
                    break;
            }
        }

        return unknown;
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
