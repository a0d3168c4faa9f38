namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// Reads what an earlier process left behind. A closed call is stored as it stands (the store ignores what it already has); a call with an
/// intent and no close was cut by the process's death: its prompt had been sent, so its input is accounted for by estimate.
/// </summary>
internal static class JournalRecovery
{
    public const string InterruptedCode = "INTERRUPTED";

    /// <param name="segments">The contents of the leftover segments, oldest first.</param>
    /// <param name="priceOf">What the estimated input of an intent costs, and from which prices.</param>
    public static List<UsageRecord> Recover(IEnumerable<byte[]> segments, Func<CallIntent, (NanoUsd Cost, DateOnly? PricesFrom)> priceOf)
    {
        var open = new Dictionary<RequestId, CallIntent>();
        var closed = new List<UsageRecord>();
        foreach (var segment in segments)
        {
            ReadOnlySpan<byte> rest = segment;
            while (JournalFormat.TryRead(ref rest, out var entry))
            {
                if (entry.Intent is { } intent) open[intent.Id] = intent;
                if (entry.Close is not { } close) continue;
                open.Remove(close.Id);
                closed.Add(close);
            }
        }

        closed.AddRange(open.Values.Select(intent => Interrupted(intent, priceOf(intent))));
        return closed;
    }

    private static UsageRecord Interrupted(CallIntent intent, (NanoUsd Cost, DateOnly? PricesFrom) price) => new()
    {
        Id = intent.Id,
        At = intent.At,
        TenantId = intent.TenantId,
        KeyId = intent.KeyId,
        MemberId = intent.MemberId,
        User = intent.User,
        Session = intent.Session,
        ModelRequested = intent.ModelRequested,
        ModelServed = intent.ModelPlanned,
        Provider = intent.Provider,
        Route = intent.Route,
        Status = 500,
        ErrorCode = InterruptedCode,
        Tokens = new TokenBuckets { InputUncached = intent.EstimatedInputTokens },
        Cost = price.Cost,
        Source = UsageSource.Estimated,
        DurationMs = 0,
        Attempts = 1,
        PricesFrom = price.PricesFrom,
        CatalogVersion = intent.CatalogVersion,
    };
}
