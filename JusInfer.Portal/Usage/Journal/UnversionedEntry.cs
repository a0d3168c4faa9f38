namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// Reads the payloads that JusInfer wrote before journal entries had a version: the kind, then the fields in an order of their own. A -1
/// marks a missing number.
/// </summary>
internal static class UnversionedEntry
{
    public static CallIntent ReadIntent(ref EntryReader entry) => new()
    {
        Id = new RequestId(ReadGuid(ref entry)),
        At = ReadTime(ref entry),
        TeamId = new TeamId(ReadGuid(ref entry)),
        KeyId = new KeyId(ReadGuid(ref entry)),
        MemberId = new MemberId(ReadGuid(ref entry)),
        ModelRequested = entry.ReadText() ?? "",
        ModelPlanned = entry.ReadText() ?? "",
        Provider = entry.ReadText() ?? "",
        Route = entry.ReadText() ?? "",
        EstimatedInputTokens = entry.ReadLong(),
        CatalogVersion = entry.ReadText() ?? "",
        User = entry.ReadText(),
        RunId = entry.ReadText(),
    };

    public static UsageRecord ReadClose(ref EntryReader entry)
    {
        var record = new UsageRecord
        {
            Id = new RequestId(ReadGuid(ref entry)),
            At = ReadTime(ref entry),
            TeamId = new TeamId(ReadGuid(ref entry)),
            KeyId = new KeyId(ReadGuid(ref entry)),
            MemberId = new MemberId(ReadGuid(ref entry)),
            User = entry.ReadText(),
            RunId = entry.ReadText(),
            ModelRequested = entry.ReadText() ?? "",
            ModelServed = entry.ReadText(),
            Provider = entry.ReadText(),
            Route = entry.ReadText() ?? "",
            ErrorCode = entry.ReadText(),
            CatalogVersion = entry.ReadText() ?? "",
            Status = (int)entry.ReadLong(),
            Tokens = new TokenBuckets
            {
                InputUncached = entry.ReadLong(),
                CacheRead = entry.ReadLong(),
                CacheWrite5m = entry.ReadLong(),
                CacheWrite1h = entry.ReadLong(),
                OutputText = entry.ReadLong(),
                OutputReasoning = entry.ReadLong(),
            },
            Cost = new NanoUsd(entry.ReadLong()),
            BaselineCost = new NanoUsd(entry.ReadLong()),
            Source = (UsageSource)entry.ReadByte(),
            TtftMs = entry.ReadLong() is >= 0 and var ttft ? (int)ttft : null,
            DurationMs = (int)entry.ReadLong(),
            Attempts = (int)entry.ReadLong(),
        };
        var flags = entry.ReadByte();
        return record with
        {
            Resumed = (flags & 1) != 0,
            Streamed = (flags & 2) != 0,
            Simulated = (flags & 4) != 0,
            PricesFrom = entry.ReadLong() is >= 0 and var day ? DateOnly.FromDayNumber((int)day) : null,

            // The oldest entries end here.
            AttemptLog = entry.IsAtEnd ? null : entry.ReadText(),
        };
    }

    private static Guid ReadGuid(ref EntryReader entry) => entry.ReadGuid().GetValueOrDefault();

    private static DateTimeOffset ReadTime(ref EntryReader entry) => new(entry.ReadLong(), TimeSpan.Zero);
}
