using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace JusInfer.Portal.Tests.Admission.Runaway;

/// <summary>A key is paused if it spends far more than before. Its most expensive hour before cost one dollar.</summary>
public sealed class SpendGuardTests : IAsyncLifetime
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly ManualTime time = new();
    private readonly Signal<RecordStored> stored = new();
    private readonly Records records = new();
    private readonly IPauseStore pauses = Substitute.For<IPauseStore>();
    private readonly ISpendHistoryStore history = Substitute.For<ISpendHistoryStore>();
    private readonly SpendGuard guard;
    private readonly UsageRecord call;

    public SpendGuardTests()
    {
        guard = new SpendGuard(new RunawayOptions(), history, pauses, new PauseWriter(pauses, NullLogger<PauseWriter>.Instance), stored, time, NullLogger<SpendGuard>.Instance);
        call = records.Next();
        HistoryIs(maxHourUsd: 1, days: 3);
        pauses.AddAsync(Arg.Any<Pause>(), Arg.Any<CancellationToken>()).Returns(true);
    }

    public async ValueTask InitializeAsync() => await guard.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await guard.StopAsync(CancellationToken.None);
        guard.Dispose();
    }

    [Fact]
    public async Task A_key_that_spends_more_than_20_times_its_most_expensive_hour_is_paused()
    {
        for (var i = 0; i < 10; i++) Spend(2.1m);

        var pause = await PausedAsync();

        pause.Scope.ShouldBe(PauseScope.Key);
        pause.Subject.ShouldBe(call.KeyId.ToString());
        pause.MemberId.ShouldBe(call.MemberId);
        pause.Reason.ShouldContain("in 10 minutes, more than 20 times what it spent in its most expensive hour of the 7 days before, $1.00.");
    }

    [Fact]
    public async Task The_history_is_that_of_the_7_days_before()
    {
        Spend(25);
        await PausedAsync();

        await history.Received(1).ReadAsync(call.KeyId, time.GetUtcNow().AddDays(-7), time.GetUtcNow().AddMinutes(-10), Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData(20, 1, 3)]
    [InlineData(9.99, 0.1, 3)]
    [InlineData(1_000, 1, 2)]
    [InlineData(1_000, 0, 0)]
    public async Task A_key_is_not_paused(double spentUsd, double maxHourUsd, int earlierDays)
    {
        HistoryIs((decimal)maxHourUsd, earlierDays);

        Spend((decimal)spentUsd);

        await ShouldNotPauseAsync();
    }

    [Fact]
    public async Task Spend_of_more_than_10_minutes_ago_does_not_count()
    {
        for (var i = 0; i < 30; i++)
        {
            Spend(1.9m);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        await ShouldNotPauseAsync();
    }

    [Fact]
    public async Task Simulated_calls_cost_nothing()
    {
        stored.Publish(new RecordStored(call with { Cost = NanoUsd.FromUsd(1_000), Simulated = true }));

        await ShouldNotPauseAsync();
    }

    [Fact]
    public async Task A_key_that_was_resumed_in_the_last_24_hours_is_not_paused()
    {
        LastPauseWasResumed(TimeSpan.FromHours(23));

        Spend(1_000);

        await ShouldNotPauseAsync();
    }

    [Fact]
    public async Task A_key_that_was_resumed_earlier_is_paused_again()
    {
        LastPauseWasResumed(TimeSpan.FromHours(25));

        Spend(1_000);

        await PausedAsync();
    }

    [Fact]
    public async Task A_key_is_evaluated_at_most_once_a_minute()
    {
        HistoryIs(maxHourUsd: 1_000, days: 7);

        for (var i = 0; i < 100; i++) Spend(20);
        await ShouldNotPauseAsync();

        await history.Received(1).ReadAsync(call.KeyId, Arg.Any<DateTimeOffset>(), Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_store_that_fails_is_asked_again_a_minute_later()
    {
        history.ReadAsync(default, default, default, CancellationToken.None).ThrowsAsyncForAnyArgs(new IOException("out of order"));
        Spend(25);
        await ShouldNotPauseAsync();
        HistoryIs(maxHourUsd: 1, days: 3);
        time.Advance(TimeSpan.FromMinutes(1));

        Spend(25);

        await PausedAsync();
    }

    private void HistoryIs(decimal maxHourUsd, int days) =>
        history.ReadAsync(call.KeyId, Arg.Any<DateTimeOffset>(), Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>()).Returns(new SpendHistory(NanoUsd.FromUsd(maxHourUsd), days));

    private void LastPauseWasResumed(TimeSpan ago) => pauses.FindAsync(call.TeamId, PauseScope.Key, call.KeyId.ToString(), Arg.Any<CancellationToken>()).Returns(new Pause
    {
        TeamId = call.TeamId,
        Scope = PauseScope.Key,
        Subject = call.KeyId.ToString(),
        KeyId = call.KeyId,
        MemberId = call.MemberId,
        At = time.GetUtcNow() - ago,
        Reason = "It spent too much.",
        ResumedAt = time.GetUtcNow() - ago,
    });

    private void Spend(decimal usd) => stored.Publish(new RecordStored(call with { Cost = NanoUsd.FromUsd(usd) }));

    private async Task<Pause> PausedAsync()
    {
        await UntilAsync(() => Added() is not null);
        return Added()!;

        Pause? Added() => pauses.ReceivedCalls().Where(received => received.GetMethodInfo().Name == nameof(IPauseStore.AddAsync)).Select(received => (Pause)received.GetArguments()[0]!).FirstOrDefault();
    }

    /// <summary>Waits until a key that certainly is a runaway is paused after all that was evaluated before.</summary>
    private async Task ShouldNotPauseAsync()
    {
        var other = records.Next() with { Cost = NanoUsd.FromUsd(1_000), KeyId = KeyId.New(time.GetUtcNow()) };
        history.ReadAsync(other.KeyId, Arg.Any<DateTimeOffset>(), Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>()).Returns(new SpendHistory(NanoUsd.FromUsd(1), 7));
        stored.Publish(new RecordStored(other));
        (await PausedAsync()).KeyId.ShouldBe(other.KeyId);
        pauses.ClearReceivedCalls();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        while (!condition()) await Task.Delay(TimeSpan.FromMilliseconds(5), timeout.Token);
    }
}
