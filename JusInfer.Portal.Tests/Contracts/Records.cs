using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>Makes usage records of one team that differ in all values that are summed or grouped.</summary>
internal sealed class Records(TeamId team, DateTimeOffset from)
{
    private readonly KeyId[] keys = [KeyId.New(from), KeyId.New(from)];
    private readonly MemberId[] members = [MemberId.New(from), MemberId.New(from)];
    private int count;

    public Records()
        : this(TeamId.New(DateTimeOffset.UnixEpoch), new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero))
    {
    }

    public TeamId Team => team;

    public IReadOnlyList<KeyId> Keys => keys;

    public IReadOnlyList<MemberId> Members => members;

    public List<UsageRecord> Next(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    /// <summary>Makes a record 20 minutes after the previous one.</summary>
    public UsageRecord Next()
    {
        var number = count++;
        var at = from.AddMinutes(20 * number);
        return new UsageRecord
        {
            Id = RequestId.New(at),
            At = at,
            TeamId = team,
            KeyId = keys[number % 2],
            MemberId = members[number % 2],
            User = number % 3 == 0 ? null : $"user-{number % 3}",
            RunId = number % 5 == 0 ? null : $"session-{number % 5}",
            ModelRequested = "jusInfer-auto",
            ModelServed = number % 7 == 0 ? null : $"model-{number % 2}",
            Provider = number % 7 == 0 ? null : "provider",
            Route = "tactical",
            Status = number % 7 == 0 ? 502 : 200,
            Tokens = new TokenBuckets
            {
                InputUncached = number,
                CacheRead = 2 * number,
                CacheWrite5m = 3 * number,
                CacheWrite1h = 5 * number,
                OutputText = 7 * number,
                OutputReasoning = 11 * number,
            },
            Cost = new NanoUsd(1_000_000_007L * number),
            BaselineCost = new NanoUsd(2_000_000_011L * number),
            Source = UsageSource.Provider,
            DurationMs = 100 + number,
            Attempts = 1,
            CatalogVersion = "1",
        };
    }

    /// <summary>A stored record as it was appended: without the settlement that the store has assigned.</summary>
    public static UsageRecord WithoutSettlement(UsageRecord record) => record with { SettlementId = null };

    public static UsageSums Sum(IEnumerable<UsageRecord> records) => records.Aggregate(new UsageSums(), (sum, record) => sum + new UsageSums
    {
        Requests = 1,
        InputTokens = record.Tokens.Input,
        CachedTokens = record.Tokens.CacheRead,
        CacheWrite5mTokens = record.Tokens.CacheWrite5m,
        CacheWrite1hTokens = record.Tokens.CacheWrite1h,
        OutputTokens = record.Tokens.Output,
        ReasoningTokens = record.Tokens.OutputReasoning,
        Cost = record.Cost,
        BaselineCost = record.BaselineCost,
        Errors = record.IsError ? 1 : 0,
    });

    public static UsageSums Sum(IEnumerable<UsageRow> rows) => rows.Aggregate(new UsageSums(), (sum, row) => sum + row.Sums);
}
