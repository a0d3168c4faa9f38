using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Usage;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace JusInfer.Portal.Tests.Admission.Runaway;

/// <summary>A key is paused if it spends far more than before. Its most expensive hour before cost one dollar.</summary>
public sealed class SpendGuardTests : GuardTests
{
    private readonly UsageRecord call;

    public SpendGuardTests()
    {
        Guard = new SpendGuard(new RunawayOptions(), History, Pauses, Writer, Stored, Time, NullLogger<SpendGuard>.Instance);
        call = Records.Next();
        HistoryIs(maxHourUsd: 1, days: 3);
    }

    private protected override StoredRecordGuard Guard { get; }

    [Fact]
    public async Task A_key_that_spends_more_than_20_times_its_most_expensive_hour_is_paused()
    {
        // The one that passes $10 is the last, because a key is evaluated once a minute.
        for (var i = 0; i < 4; i++) Spend(2.1m);
        Spend(12.6m);

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

        await History.Received(1).ReadAsync(
            call.KeyId, Time.GetUtcNow().AddDays(-7), Time.GetUtcNow().AddMinutes(-10), Arg.Any<CancellationToken>());
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
            Time.Advance(TimeSpan.FromMinutes(1));
        }

        await ShouldNotPauseAsync();
    }

    [Fact]
    public async Task Simulated_calls_cost_nothing()
    {
        Store(call with { Cost = NanoUsd.FromUsd(1_000), Simulated = true });

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

        await History.Received(1).ReadAsync(call.KeyId, Arg.Any<DateTimeOffset>(), Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_store_that_fails_is_asked_again_a_minute_later()
    {
        History.ReadAsync(default, default, default, CancellationToken.None).ThrowsAsyncForAnyArgs(new IOException("out of order"));
        Spend(25);
        await ShouldNotPauseAsync();
        HistoryIs(maxHourUsd: 1, days: 3);
        Time.Advance(TimeSpan.FromMinutes(1));

        Spend(25);

        await PausedAsync();
    }

    private void HistoryIs(decimal maxHourUsd, int days) => History
        .ReadAsync(call.KeyId, Arg.Any<DateTimeOffset>(), Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>())
        .Returns(new SpendHistory(NanoUsd.FromUsd(maxHourUsd), days));

    private void LastPauseWasResumed(TimeSpan ago) => Pauses
        .FindAsync(call.TeamId, PauseScope.Key, call.KeyId.ToString(), Arg.Any<CancellationToken>())
        .Returns(PauseOf(call, PauseScope.Key, call.KeyId.ToString(), ago, resumed: ago));

    private void Spend(decimal usd) => Store(call with { Cost = NanoUsd.FromUsd(usd) });

    private Task ShouldNotPauseAsync()
    {
        var other = Records.Next() with { Cost = NanoUsd.FromUsd(1_000), KeyId = KeyId.New(Time.GetUtcNow()) };
        History.ReadAsync(other.KeyId, Arg.Any<DateTimeOffset>(), Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>())
            .Returns(new SpendHistory(NanoUsd.FromUsd(1), 7));
        return ShouldPauseOnlyAsync(other);
    }
}
