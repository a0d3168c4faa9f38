using System.Collections.Immutable;
using JusInfer.Portal.Usage;

namespace JusInfer.Benchmarks.Usage;

/// <summary>
/// Makes the records of one team over 60 days, in the order of time: agent runs of 20 calls on average, of which several are open at any
/// time, and of which one in four was started by another one. The same seed makes the same usage.
/// </summary>
internal sealed class SyntheticUsage
{
    public const int Days = 60;

    private const int KeyCount = 40;
    private const int MemberCount = 20;
    private const int EndUsers = 2000;
    private const int OpenRuns = 60;
    private const int Repositories = 40;
    private const int Labels = 300;

    private static readonly (string Model, string Provider)[] Endpoints =
    [
        ("anthropic/claude-sonnet-4.5", "anthropic"), ("openai/gpt-5", "openai"), ("openai/gpt-5-mini", "openai"), ("qwen/qwen3-coder", "fireworks"),
        ("qwen/qwen3-coder", "together"), ("deepseek/deepseek-v3.2", "deepseek"), ("google/gemini-3-pro", "google"), ("meta/llama-4-maverick", "groq"),
    ];

    private readonly Random random = new(12);
    private readonly Run[] runs;

    public SyntheticUsage(DateTimeOffset end)
    {
        Start = end.AddDays(-Days);
        Team = TeamId.New(Start);
        Members = [.. Enumerable.Range(0, MemberCount).Select(_ => MemberId.New(Start))];
        Keys = [.. Enumerable.Range(0, KeyCount).Select(_ => KeyId.New(Start))];
        runs = [.. Enumerable.Range(0, OpenRuns).Select(_ => NewRun(parent: null))];
    }

    public TeamId Team { get; }

    public ImmutableArray<MemberId> Members { get; }

    public ImmutableArray<KeyId> Keys { get; }

    public DateTimeOffset Start { get; }

    /// <summary>Makes <paramref name="count"/> records, evenly distributed over the 60 days.</summary>
    public IEnumerable<UsageRecord> Records(int count)
    {
        var step = TimeSpan.FromDays(Days) / count;
        for (var number = 0; number < count; number++)
        {
            var run = random.Next(runs.Length);
            yield return Call(runs[run], Start + number * step);
            if (random.Next(20) == 0) runs[run] = NewRun(random.Next(4) == 0 ? runs[random.Next(runs.Length)] : null);
        }
    }

    private UsageRecord Call(Run run, DateTimeOffset at)
    {
        var (model, provider) = Endpoints[random.Next(10) == 0 ? random.Next(Endpoints.Length) : run.Endpoint];
        var chance = random.Next(1000);
        var failed = chance < 25;
        var retried = chance is >= 25 and < 60;
        var (cached, output) = (random.Next(60_000), failed ? 0 : random.Next(2_000));
        return new UsageRecord
        {
            Id = RequestId.New(at),
            At = at,
            TeamId = Team,
            KeyId = Keys[run.Key],
            MemberId = Members[run.Key % MemberCount],
            User = run.User,
            RunId = run.Session,
            RootRunId = run.Root ?? run.Session,
            ParentRunId = run.Parent,
            Repository = run.Repository,
            Label = run.Label,
            ModelRequested = "jusInfer-auto",
            ModelServed = failed ? null : model,
            Provider = failed ? null : provider,
            Route = "the session's model has its prompt in the cache",
            Status = failed ? (chance < 5 ? 429 : chance < 20 ? 502 : 499) : 200,
            ErrorCode = failed ? "UPSTREAM_ERROR" : null,
            Tokens = new TokenBuckets { InputUncached = random.Next(4_000), CacheRead = cached, CacheWrite5m = random.Next(3_000), OutputText = output },
            Cost = failed ? NanoUsd.Zero : new NanoUsd(300L * cached + 15_000L * output),
            BaselineCost = failed ? NanoUsd.Zero : new NanoUsd(900L * cached + 25_000L * output),
            Source = failed ? UsageSource.None : UsageSource.Provider,
            TtftMs = failed ? null : 200 + random.Next(1_500),
            DurationMs = 300 + random.Next(30_000),
            Attempts = retried ? 2 : 1,
            AttemptLog = retried ? $$"""[{"p":"{{provider}}","m":"{{model}}","o":3,"s":502,"a":0,"d":240},{"p":"{{provider}}","m":"{{model}}","o":0,"s":200,"a":260,"d":9000}]""" : null,
            Resumed = chance == 60,
            Streamed = true,
            PricesFrom = new DateOnly(2026, 10, 1),
            CatalogVersion = "2026-11-20",
            ModelReported = failed ? null : model[(model.IndexOf('/', StringComparison.Ordinal) + 1)..],
        };
    }

    /// <summary>
    /// A run of one key. The lower half of the keys has most of the runs; one run in three names no end user, one in five no repository and one in
    /// two no label. A run that another one starts has the key, the user and the names of that one.
    /// </summary>
    private Run NewRun(Run? parent)
    {
        var session = $"{random.NextInt64():x16}-{random.NextInt64():x16}";
        var endpoint = random.Next(Endpoints.Length);
        if (parent is { } starter)
            return starter with { Session = session, Endpoint = endpoint, Parent = starter.Session, Root = starter.Root ?? starter.Session };
        var user = random.Next(3) == 0 ? null : $"user-{Math.Min(random.Next(EndUsers), random.Next(EndUsers))}";
        var repository = random.Next(5) == 0 ? null : $"example/service-{Math.Min(random.Next(Repositories), random.Next(Repositories))}";
        var label = random.Next(2) == 0 ? null : $"ticket-{random.Next(Labels)}";
        return new Run(Math.Min(random.Next(KeyCount), random.Next(KeyCount)), user, session, endpoint, repository, label, Parent: null, Root: null);
    }

    private readonly record struct Run(int Key, string? User, string Session, int Endpoint, string? Repository, string? Label, string? Parent, string? Root);
}
