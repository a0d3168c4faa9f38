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
    public void The_first_byte_has_its_own_timeout()
    {
        using var deadline = Deadline();
        deadline.AwaitFirstByte();

        Pass(9.9).ShouldBeFalse();
        Pass(0.2).ShouldBeTrue();

        bool Pass(double seconds) => After(deadline, seconds);
    }

    [Fact]
    public void Each_read_has_a_timeout_and_all_of_them_a_total_timeout()
    {
        using var deadline = Deadline();
        for (var read = 0; read < 3; read++)
        {
            deadline.AwaitData();
            After(deadline, 15).ShouldBeFalse();
        }

        deadline.AwaitData();
        deadline.IsTotalTimeoutNext.ShouldBeTrue();
        After(deadline, 4).ShouldBeFalse();
        After(deadline, 2).ShouldBeTrue();
    }

    [Fact]
    public void The_timeout_of_the_first_byte_goes_on_when_only_the_headers_have_arrived()
    {
        using var deadline = Deadline();
        deadline.AwaitFirstByte();
        After(deadline, 9).ShouldBeFalse();
        deadline.AwaitData();

        After(deadline, 2).ShouldBeTrue();
    }

    [Fact]
    public void Bytes_without_content_restart_the_idle_timeout()
    {
        using var deadline = Deadline();
        deadline.AwaitFirstByte();
        for (var ping = 0; ping < 2; ping++)
        {
            After(deadline, 9).ShouldBeFalse();
            deadline.EndSilence();
            deadline.AwaitData();
        }

        After(deadline, 19).ShouldBeFalse();
        After(deadline, 2).ShouldBeTrue();
        deadline.IsContentNext.ShouldBeFalse();
    }

    [Fact]
    public void Content_is_late_in_spite_of_bytes_if_another_endpoint_can_take_over()
    {
        using var deadline = new AttemptDeadline(Timeouts, endsWithClient: false, time, time.GetTimestamp(), client.Token)
        {
            LimitsContent = true,
        };
        deadline.AwaitFirstByte();
        After(deadline, 6).ShouldBeFalse();
        deadline.EndSilence();
        deadline.AwaitData();

        deadline.IsContentNext.ShouldBeTrue();
        After(deadline, 3.9).ShouldBeFalse();
        After(deadline, 0.2).ShouldBeTrue();
        deadline.HasTimedOut.ShouldBeTrue();
    }

    [Theory]
    [InlineData(false, 30)]
    [InlineData(true, 599)]
    public void Without_a_setting_the_silence_of_a_model_that_reasons_may_last_as_long_as_the_call(bool reasons, double seconds)
    {
        using var deadline = new AttemptDeadline(AttemptTimeouts.Default, endsWithClient: false, time, time.GetTimestamp(), client.Token)
        {
            ReasonsSilently = reasons,
        };
        deadline.AwaitFirstByte();
        After(deadline, seconds - 0.1).ShouldBeFalse();
        deadline.EndSilence();
        if (!reasons) deadline.AwaitData();

        After(deadline, reasons ? 2 : 29).ShouldBe(reasons);
    }

    [Fact]
    public void Between_two_reads_only_the_total_timeout_applies()
    {
        using var deadline = Deadline();
        deadline.AwaitData();
        deadline.IsTotalTimeoutNext.ShouldBeFalse();
        deadline.EndWait();

        deadline.IsTotalTimeoutNext.ShouldBeTrue();
        After(deadline, 49).ShouldBeFalse();
        After(deadline, 2).ShouldBeTrue();
    }

    [Fact]
    public void An_answer_without_streaming_has_only_the_total_timeout()
    {
        using var deadline = Deadline();
        deadline.AwaitBufferedAnswer();

        After(deadline, 49).ShouldBeFalse();
        After(deadline, 2).ShouldBeTrue();
    }

    [Fact]
    public void The_total_timeout_starts_with_the_first_attempt_of_the_call()
    {
        var firstAttemptAt = time.GetTimestamp();
        time.Advance(TimeSpan.FromSeconds(40));
        using var second = new AttemptDeadline(Timeouts, endsWithClient: false, time, firstAttemptAt, client.Token);
        second.AwaitBufferedAnswer();

        After(second, 9).ShouldBeFalse();
        second.HasTimedOut.ShouldBeFalse();
        After(second, 2).ShouldBeTrue();
        second.HasTimedOut.ShouldBeTrue();
    }

    [Fact]
    public async Task The_attempt_ends_with_the_client_if_that_stops_the_billing()
    {
        using var deadline = Deadline(endsWithClient: true);
        await client.CancelAsync();

        deadline.HasClientDisconnected.ShouldBeTrue();
        deadline.Token.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task Each_read_keeps_its_timeout_after_the_client_has_disconnected()
    {
        using var deadline = Deadline();
        deadline.AwaitData();
        await client.CancelAsync();

        deadline.HasClientDisconnected.ShouldBeTrue();
        After(deadline, 15).ShouldBeFalse();
        deadline.AwaitData();
        After(deadline, 19).ShouldBeFalse();
        After(deadline, 2).ShouldBeTrue();
    }

    [Fact]
    public async Task A_disconnect_does_not_restart_the_timeout_of_the_current_read()
    {
        using var deadline = Deadline();
        deadline.AwaitData();
        After(deadline, 15).ShouldBeFalse();
        await client.CancelAsync();

        After(deadline, 4).ShouldBeFalse();
        After(deadline, 2).ShouldBeTrue();
    }

    [Fact]
    public async Task Draining_takes_at_most_a_minute()
    {
        var timeouts = new AttemptTimeouts(FirstToken: TimeSpan.FromSeconds(10), Idle: TimeSpan.FromSeconds(40), Total: TimeSpan.FromMinutes(10));
        using var deadline = new AttemptDeadline(timeouts, endsWithClient: false, time, time.GetTimestamp(), client.Token);
        deadline.EndWait();
        await client.CancelAsync();
        deadline.AwaitData();
        After(deadline, 35).ShouldBeFalse();
        deadline.AwaitData();

        After(deadline, 24).ShouldBeFalse();
        After(deadline, 2).ShouldBeTrue();
    }

    [Fact]
    public async Task The_attempt_ends_when_the_process_stops_which_is_not_a_timeout()
    {
        using var stop = new CancellationTokenSource();
        using var deadline = new AttemptDeadline(Timeouts, endsWithClient: false, time, time.GetTimestamp(), client.Token, stop.Token);
        deadline.AwaitData();
        await stop.CancelAsync();

        deadline.Token.IsCancellationRequested.ShouldBeTrue();
        deadline.IsShutdown.ShouldBeTrue();
        deadline.HasTimedOut.ShouldBeFalse();
    }

    [Fact]
    public async Task A_client_that_disconnected_before_the_attempt_ends_it()
    {
        await client.CancelAsync();
        using var deadline = Deadline(endsWithClient: true);

        deadline.Token.IsCancellationRequested.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task During_delivery_the_attempt_outlives_the_client_if_billing_continues(bool continuesBilling)
    {
        using var deadline = Deadline(endsWithClient: true);
        deadline.BeginDelivery(continuesBilling);
        await client.CancelAsync();

        deadline.Token.IsCancellationRequested.ShouldBe(!continuesBilling);
    }

    [Fact]
    public async Task An_attempt_that_ended_with_the_client_stays_ended()
    {
        using var deadline = Deadline(endsWithClient: true);
        await client.CancelAsync();
        deadline.BeginDelivery(continuesBilling: true);
        deadline.EndWait();

        deadline.Token.IsCancellationRequested.ShouldBeTrue();
    }

    private bool After(AttemptDeadline deadline, double seconds)
    {
        time.Advance(TimeSpan.FromSeconds(seconds));
        return deadline.Token.IsCancellationRequested;
    }

    private AttemptDeadline Deadline(bool endsWithClient = false) => new(Timeouts, endsWithClient, time, time.GetTimestamp(), client.Token);
}
