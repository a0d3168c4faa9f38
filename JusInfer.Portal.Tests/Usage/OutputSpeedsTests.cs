using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Usage;

public sealed class OutputSpeedsTests : IAsyncLifetime
{
    private const string Model = "vendor/large";
    private const string Provider = "works";

    private readonly ManualTime time = new();
    private readonly Signal<RecordStored> stored = new();
    private readonly OutputSpeeds speeds;

    public OutputSpeedsTests() => speeds = new OutputSpeeds(stored, time);

    public async ValueTask InitializeAsync() => await speeds.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync() => await speeds.StopAsync(CancellationToken.None);

    /// <summary>A call that ends when the time of these tests begins. Its output was streamed from 250 ms on.</summary>
    internal static UsageRecord CallOf(string model, string provider, int tokens, int streamedMs)
    {
        var at = new ManualTime().GetUtcNow().AddMilliseconds(-250 - streamedMs);
        return new UsageRecord
        {
            Id = RequestId.New(at),
            At = at,
            TeamId = TeamId.New(at),
            KeyId = KeyId.New(at),
            MemberId = MemberId.New(at),
            ModelRequested = model,
            ModelServed = model,
            Provider = provider,
            Route = "pinned",
            Status = 200,
            Tokens = new TokenBuckets { InputUncached = 1200, OutputText = tokens },
            Source = UsageSource.Provider,
            TtftMs = 250,
            DurationMs = 250 + streamedMs,
            Attempts = 1,
            Streamed = true,
            CatalogVersion = "abc",
        };
    }

    [Fact]
    public void The_speed_is_the_median_of_the_output_after_the_first_token()
    {
        foreach (var streamedMs in (int[])[1000, 2000, 4000]) Store(CallOf(Model, Provider, tokens: 200, streamedMs));
        speeds.Find(Model, Provider).ShouldBe(100);

        Store(CallOf(Model, Provider, tokens: 400, streamedMs: 1000));
        speeds.Find(Model, Provider).ShouldBe(150);
        speeds.Find(Model, "other").ShouldBeNull();
        speeds.Find("vendor/small", Provider).ShouldBeNull();
    }

    [Fact]
    public void Fewer_than_three_calls_have_no_speed()
    {
        for (var call = 0; call < 2; call++) Store(CallOf(Model, Provider, tokens: 200, streamedMs: 1000));
        speeds.Find(Model, Provider).ShouldBeNull();

        Store(CallOf(Model, Provider, tokens: 200, streamedMs: 1000));
        speeds.Find(Model, Provider).ShouldBe(200);
    }

    [Fact]
    public void A_call_counts_for_an_hour_and_only_the_latest_hundred_do()
    {
        for (var call = 0; call < 100; call++) Store(CallOf(Model, Provider, tokens: 100, streamedMs: 1000));
        for (var call = 0; call < 51; call++) Store(CallOf(Model, Provider, tokens: 300, streamedMs: 1000));
        speeds.Find(Model, Provider).ShouldBe(300);

        time.Advance(TimeSpan.FromMinutes(59));
        speeds.Find(Model, Provider).ShouldBe(300);
        time.Advance(TimeSpan.FromMinutes(1));
        speeds.Find(Model, Provider).ShouldBeNull();
    }

    [Fact]
    public void A_call_that_was_stored_late_does_not_count_longer()
    {
        time.Advance(TimeSpan.FromHours(1));
        for (var call = 0; call < 3; call++) Store(CallOf(Model, Provider, tokens: 200, streamedMs: 1000));

        speeds.Find(Model, Provider).ShouldBeNull();
    }

    public static TheoryData<string> Uncounted => ["not streamed", "failed", "canceled", "resumed", "simulated", "counted", "short", "at once", "reasoning", "empty", "unanswered"];

    [Theory]
    [MemberData(nameof(Uncounted))]
    public void Calls_do_not_count_that_do_not_show_the_speed_of_one_provider(string reason)
    {
        var call = CallOf(Model, Provider, tokens: 200, streamedMs: 1000);
        var other = reason switch
        {
            "not streamed" => call with { Streamed = false },
            "failed" => call with { Status = 502 },
            "canceled" => call with { Status = 499 },
            "resumed" => call with { Resumed = true },
            "simulated" => call with { Simulated = true },
            "counted" => call with { Source = UsageSource.Counted },
            "short" => call with { Tokens = new TokenBuckets { OutputText = 49 } },
            "at once" => call with { DurationMs = 349 },
            "reasoning" => call with { Tokens = new TokenBuckets { OutputText = 200, OutputReasoning = 1 } },
            "empty" => call with { TtftMs = null },
            _ => call with { ModelServed = null, Provider = null },
        };

        for (var number = 0; number < 3; number++) Store(other);
        speeds.Find(Model, Provider).ShouldBeNull();

        for (var number = 0; number < 3; number++) Store(call);
        speeds.Find(Model, Provider).ShouldBe(200);
    }

    [Fact]
    public async Task Nothing_is_counted_after_the_stop()
    {
        await speeds.StopAsync(TestContext.Current.CancellationToken);
        for (var call = 0; call < 3; call++) Store(CallOf(Model, Provider, tokens: 200, streamedMs: 1000));

        speeds.Find(Model, Provider).ShouldBeNull();
    }

    private void Store(UsageRecord call) => stored.Publish(new RecordStored(call));
}
