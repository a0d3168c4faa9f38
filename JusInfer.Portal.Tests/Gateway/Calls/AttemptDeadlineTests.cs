using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Gateway.Calls;

public sealed class AttemptDeadlineTests : IDisposable
{
    private static readonly AttemptTimeouts Timeouts = new(FirstToken: TimeSpan.FromSeconds(10), Idle: TimeSpan.FromSeconds(20), Total: TimeSpan.FromSeconds(50));
    private readonly ManualTime time = new();
    private readonly CancellationTokenSource client = new();

    public void Dispose() => client.Dispose();

    [Fact]
    public void The_first_token_has_its_own_time()
    {
        using var deadline = Deadline();
        deadline.AwaitFirstToken();

        Pass(9.9).ShouldBeFalse();
        Pass(0.2).ShouldBeTrue();

        bool Pass(double seconds) => After(deadline, seconds);
    }

    [Fact]
    public void Each_read_has_its_own_time_and_all_of_them_a_bound()
    {
        using var deadline = Deadline();
        for (var read = 0; read < 3; read++)
        {
            deadline.AwaitMore();
            After(deadline, 15).ShouldBeFalse();
        }

        deadline.AwaitMore();
        deadline.IsLast.ShouldBeTrue();
        After(deadline, 4).ShouldBeFalse();
        After(deadline, 2).ShouldBeTrue();
    }

    [Fact]
    public void Between_two_waits_only_the_time_in_all_counts()
    {
        using var deadline = Deadline();
        deadline.AwaitMore();
        deadline.IsLast.ShouldBeFalse();
        deadline.Rest();

        deadline.IsLast.ShouldBeTrue();
        After(deadline, 49).ShouldBeFalse();
        After(deadline, 2).ShouldBeTrue();
    }

    [Fact]
    public void A_whole_answer_has_all_the_time()
    {
        using var deadline = Deadline();
        deadline.AwaitWhole();

        After(deadline, 49).ShouldBeFalse();
        After(deadline, 2).ShouldBeTrue();
    }

    [Fact]
    public void The_time_in_all_counts_from_the_calls_first_attempt()
    {
        var firstAskedAt = time.GetTimestamp();
        time.Advance(TimeSpan.FromSeconds(40));
        using var second = new AttemptDeadline(Timeouts, endsWithClient: false, time, firstAskedAt, client.Token);
        second.AwaitWhole();

        After(second, 9).ShouldBeFalse();
        second.IsLate.ShouldBeFalse();
        After(second, 2).ShouldBeTrue();
        second.IsLate.ShouldBeTrue();
    }

    [Fact]
    public async Task It_ends_with_the_client_where_that_stops_the_billing()
    {
        using var deadline = Deadline(endsWithClient: true);
        await client.CancelAsync();

        deadline.ClientLeft.ShouldBeTrue();
        deadline.Token.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task After_the_client_left_each_read_keeps_its_time()
    {
        using var deadline = Deadline();
        deadline.AwaitMore();
        await client.CancelAsync();

        deadline.ClientLeft.ShouldBeTrue();
        After(deadline, 15).ShouldBeFalse();
        deadline.AwaitMore();
        After(deadline, 19).ShouldBeFalse();
        After(deadline, 2).ShouldBeTrue();
    }

    [Fact]
    public async Task A_wait_that_is_under_way_when_the_client_leaves_ends_when_it_would_have_ended()
    {
        using var deadline = Deadline();
        deadline.AwaitMore();
        After(deadline, 15).ShouldBeFalse();
        await client.CancelAsync();

        After(deadline, 4).ShouldBeFalse();
        After(deadline, 2).ShouldBeTrue();
    }

    [Fact]
    public async Task After_the_client_left_reading_on_takes_a_minute_at_most()
    {
        var generous = new AttemptTimeouts(FirstToken: TimeSpan.FromSeconds(10), Idle: TimeSpan.FromSeconds(40), Total: TimeSpan.FromMinutes(10));
        using var deadline = new AttemptDeadline(generous, endsWithClient: false, time, time.GetTimestamp(), client.Token);
        deadline.Rest();
        await client.CancelAsync();
        deadline.AwaitMore();
        After(deadline, 35).ShouldBeFalse();
        deadline.AwaitMore();

        After(deadline, 24).ShouldBeFalse();
        After(deadline, 2).ShouldBeTrue();
    }

    [Fact]
    public async Task It_ends_when_the_process_stops_and_is_not_late_then()
    {
        using var stop = new CancellationTokenSource();
        using var deadline = new AttemptDeadline(Timeouts, endsWithClient: false, time, time.GetTimestamp(), client.Token, stop.Token);
        deadline.AwaitMore();
        await stop.CancelAsync();

        deadline.Token.IsCancellationRequested.ShouldBeTrue();
        deadline.IsShutdown.ShouldBeTrue();
        deadline.IsLate.ShouldBeFalse();
    }

    [Fact]
    public async Task A_client_that_left_before_is_heard_of()
    {
        await client.CancelAsync();
        using var deadline = Deadline(endsWithClient: true);

        deadline.Token.IsCancellationRequested.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_serves_the_client_from_now_on_outlives_it_where_the_provider_bills_on(bool isBilledOn)
    {
        using var deadline = Deadline(endsWithClient: true);
        deadline.Serve(isBilledOn);
        await client.CancelAsync();

        deadline.Token.IsCancellationRequested.ShouldBe(!isBilledOn);
    }

    [Fact]
    public async Task One_that_comes_too_late_to_serve_anybody_stays_ended()
    {
        using var deadline = Deadline(endsWithClient: true);
        await client.CancelAsync();
        deadline.Serve(isBilledOn: true);
        deadline.Rest();

        deadline.Token.IsCancellationRequested.ShouldBeTrue();
    }

    private bool After(AttemptDeadline deadline, double seconds)
    {
        time.Advance(TimeSpan.FromSeconds(seconds));
        return deadline.Token.IsCancellationRequested;
    }

    private AttemptDeadline Deadline(bool endsWithClient = false) => new(Timeouts, endsWithClient, time, time.GetTimestamp(), client.Token);
}
