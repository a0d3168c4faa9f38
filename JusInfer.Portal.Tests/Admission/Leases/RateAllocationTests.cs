using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Tests.Admission.Leases;

/// <summary>What the store gives of a rate.</summary>
[Trait("Promise", "P-11")]
public sealed class RateAllocationTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly RateId Requests = new(AllowanceSubject.Team, RateUnit.Requests);

    [Theory]
    [InlineData(1, 0, 1)] // a call that waits
    [InlineData(1, 40, 1 + (99 / 4))] // a quarter of what is left then
    [InlineData(1, 8, 9)]
    [InlineData(250, 10, 100)] // as much as there is
    public void Waiting_calls_come_before_the_spare(long needed, long spare, long granted) =>
        RateAllocation.Take(new RateItem(Requests, 100, 0, needed, spare), DateTimeOffset.UnixEpoch, default, Now)
            .Answer.Granted.ShouldBe(granted);

    [Fact]
    public void All_nodes_together_get_the_limit_and_then_what_comes_back()
    {
        var (arrival, granted) = (DateTimeOffset.UnixEpoch, 0L);
        for (var i = 0; i < 50; i++) Take(Now);
        granted.ShouldBe(100);

        for (var second = 1; second <= 30; second++) Take(Now.AddSeconds(second));
        granted.ShouldBe(100 + 50, "30 seconds of 100 per minute");

        void Take(DateTimeOffset at)
        {
            (var answer, arrival) = RateAllocation.Take(new RateItem(Requests, 100, 0, 3, 3), arrival, default, at);
            granted += answer.Granted;
        }
    }

    [Fact]
    public void A_return_makes_room_for_others_and_tokens_that_were_used_count_whatever_is_left()
    {
        var (taken, arrival) = RateAllocation.Take(new RateItem(Requests, 60, 0, 60, 0), DateTimeOffset.UnixEpoch, default, Now);
        taken.Debt.ShouldBe(TimeSpan.FromSeconds(60));

        (_, arrival) = RateAllocation.Take(new RateItem(Requests, 60, -20, 0, 0), arrival, Now, Now);
        (var denied, arrival) = RateAllocation.Take(new RateItem(Requests, 60, 50, 1, 0), arrival, Now, Now);

        (denied.Granted, denied.Debt).ShouldBe((0, TimeSpan.FromSeconds(90)));
        RateAllocation.Take(new RateItem(Requests, 60, 0, 1, 0), arrival, Now, Now.AddSeconds(31)).Answer.Granted.ShouldBe(1);
    }

    [Fact]
    public void Returning_more_than_was_taken_gives_no_more_than_the_limit()
    {
        var (_, arrival) = RateAllocation.Take(new RateItem(Requests, 60, -1_000, 0, 0), DateTimeOffset.UnixEpoch, default, Now);

        RateAllocation.Take(new RateItem(Requests, 60, 0, 500, 0), arrival, Now, Now).Answer.Granted.ShouldBe(60);
    }

    /// <summary>
    /// rai-project/rai#35: after a clock had been hours ahead, users were rejected for hours. A rate whose limit was used once waits for
    /// what was left then, and one whose limit was used ten times still waits ten times as long.
    /// </summary>
    [Theory]
    [InlineData(60, 60)]
    [InlineData(600, 600)]
    [InlineData(0, 0)]
    public void A_clock_that_was_ahead_leaves_what_was_left_to_wait(int used, int seconds)
    {
        var ahead = Now.AddMinutes(10);
        var (_, arrival) = RateAllocation.Take(new RateItem(Requests, 60, used, 0, 0), DateTimeOffset.UnixEpoch, default, ahead);

        var (answer, after) = RateAllocation.Take(new RateItem(Requests, 60, 0, 0, 0), arrival, ahead, Now);

        answer.Debt.ShouldBe(TimeSpan.FromSeconds(seconds));
        after.ShouldBe(Now.AddSeconds(seconds));
    }

    [Theory]
    [InlineData(10, 0, 4, 1, 4 + 1)]
    [InlineData(10, 8, 4, 1, 2)]
    [InlineData(10, 12, 4, 1, 0)] // the limit was lowered
    public void Concurrent_calls_are_the_total_that_others_leave(int limit, int others, long needed, long spare, long granted) =>
        RateAllocation.Give(new RateItem(Requests with { Unit = RateUnit.ConcurrentCalls }, limit, 0, needed, spare), others)
            .ShouldBe(new RateReplyItem(granted, TimeSpan.Zero, others));
}
