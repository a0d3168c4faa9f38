using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Tests.Usage.Journal;

/// <summary>The calls in the recorded journal files next to this file.</summary>
internal static class RecordedJournal
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A call whose record uses every field.</summary>
    public static readonly UsageRecord Full = Call(1, "user-ü", "session 🦊") with
    {
        ModelServed = "test/model",
        Provider = "alpha",
        Status = 502,
        ErrorCode = "UPSTREAM_ERROR",
        Tokens = new TokenBuckets { InputUncached = 1, CacheRead = 2, CacheWrite5m = 3, CacheWrite1h = 4, OutputText = 5, OutputReasoning = 6 },
        Cost = new NanoUsd(7_000_000_000),
        BaselineCost = new NanoUsd(8_000_000_000),
        Source = UsageSource.Drained,
        TtftMs = 9,
        DurationMs = 10,
        Attempts = 2,
        AttemptLog = """[{"p":"alpha","m":"test/model","o":7,"s":200,"a":0,"d":12}]""",
        Resumed = true,
        Streamed = true,
        Simulated = true,
        PricesFrom = new DateOnly(2026, 1, 1),
    };

    /// <summary>A call whose record uses the required fields only.</summary>
    public static readonly UsageRecord Bare = Call(2, user: null, session: null);

    /// <summary>A call that has an intent and no close.</summary>
    public static readonly CallIntent Open = Intent(Call(3, user: "user", session: "session"));

    /// <summary>What recovery makes of <see cref="Open"/> at a price of one billionth of a dollar per token.</summary>
    public static readonly UsageRecord Interrupted = Call(3, user: "user", session: "session") with
    {
        ModelServed = "test/model",
        Provider = "alpha",
        Status = 500,
        ErrorCode = "INTERRUPTED",
        Tokens = new TokenBuckets { InputUncached = 100 },
        Cost = new NanoUsd(100),
        Source = UsageSource.Estimated,
        PricesFrom = new DateOnly(2026, 1, 1),
    };

    /// <summary>A call whose close entry was written before records had an attempt log.</summary>
    public static readonly UsageRecord Oldest = Call(4, user: null, session: null);

    /// <summary>One of some calls that are the same, apart from their id and time.</summary>
    public static UsageRecord Numbered(byte number) => Call((byte)(number + 100), user: null, session: null);

    public static CallIntent Intent(UsageRecord record) => new()
    {
        Id = record.Id,
        At = record.At,
        TeamId = record.TeamId,
        KeyId = record.KeyId,
        MemberId = record.MemberId,
        ModelRequested = record.ModelRequested,
        ModelPlanned = "test/model",
        Provider = "alpha",
        Route = record.Route,
        EstimatedInputTokens = 100,
        CatalogVersion = record.CatalogVersion,
        User = record.User,
        RunId = record.RunId,
    };

    private static UsageRecord Call(byte number, string? user, string? session) => new()
    {
        Id = new RequestId(Id(number)),
        At = Noon.AddSeconds(number).AddTicks(number),
        TeamId = new TeamId(Id(10)),
        KeyId = new KeyId(Id(11)),
        MemberId = new MemberId(Id(12)),
        User = user,
        RunId = session,
        ModelRequested = "auto",
        Route = "pinned",
        Status = 200,
        Source = UsageSource.None,
        DurationMs = 0,
        Attempts = 1,
        CatalogVersion = "2026-11-20",
    };

    private static Guid Id(byte number) => new($"019f3c00-0000-7000-8000-0000000000{number:x2}");
}
