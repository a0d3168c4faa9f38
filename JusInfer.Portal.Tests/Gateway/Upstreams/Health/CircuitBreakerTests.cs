using JusInfer.Portal.Gateway.Upstreams.Health;

namespace JusInfer.Portal.Tests.Gateway.Upstreams.Health;

/// <summary>The states of a circuit breaker over time, on a simulated clock.</summary>
[Trait("Promise", "P-16")]
public sealed class CircuitBreakerTests
{
    private readonly CircuitBreaker breaker = new();
    private TimeSpan now = TimeSpan.FromHours(1);

    [Fact]
    public void It_opens_after_five_failures_within_thirty_seconds()
    {
        Fail(4);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Closed);

        Advance(40);
        Fail(4);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Closed);

        Fail(1);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Open);
        breaker.AllowsAt(now).ShouldBeFalse();
    }

    [Fact]
    public void It_opens_only_if_at_least_half_of_all_attempts_fail()
    {
        for (var i = 0; i < 200; i++) breaker.RecordSuccess(now, now);
        Fail(100);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Closed);

        Fail(100);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Open);
    }

    [Fact]
    public void After_ten_seconds_it_allows_one_probe_whose_success_closes_it()
    {
        Fail(5);
        Advance(9.9);
        breaker.AllowsAt(now).ShouldBeFalse();

        Advance(0.2);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.HalfOpen);
        breaker.AllowsAt(now).ShouldBeTrue();
        breaker.TryBeginProbe(now).ShouldBeTrue();
        breaker.AllowsAt(now).ShouldBeFalse();
        breaker.TryBeginProbe(now).ShouldBeFalse();

        breaker.RecordSuccess(now, now);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Closed);
        Fail(4);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Closed);
    }

    [Fact]
    public void After_a_hint_from_another_node_the_first_failure_opens_it()
    {
        for (var i = 0; i < 200; i++) breaker.RecordSuccess(now, now);
        Advance(1);
        breaker.Suspect(now);
        breaker.AllowsAt(now).ShouldBeTrue();
        breaker.RecordSuccess(begunAt: now - TimeSpan.FromSeconds(1), now);

        Fail(1);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Open);
    }

    [Fact]
    public void A_hint_ends_with_a_success_that_began_after_it_and_after_thirty_seconds()
    {
        breaker.Suspect(now);
        breaker.RecordSuccess(now, now);
        Fail(4);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Closed);

        Advance(40);
        breaker.Suspect(now);
        Advance(30);
        Fail(4);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Closed);
    }

    [Fact]
    public void An_open_breaker_allows_a_probe_when_that_of_another_node_has_closed()
    {
        Fail(5);
        breaker.Suspect(now);
        breaker.AllowsAt(now).ShouldBeFalse();

        breaker.AllowProbe(now);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.HalfOpen);
        breaker.TryBeginProbe(now).ShouldBeTrue();
        breaker.RecordFailure(wasProbe: true, now);
        breaker.OpenUntil.ShouldBe(now + CircuitBreaker.InitialOpenDuration * 2);
    }

    [Fact]
    public void Each_failed_probe_doubles_the_open_duration_up_to_five_minutes()
    {
        Fail(5);
        foreach (var openDuration in (double[])[10, 20, 40, 80, 160, 300, 300, 300])
        {
            (breaker.OpenUntil!.Value - now).ShouldBe(TimeSpan.FromSeconds(openDuration));
            Advance(openDuration);
            Probe();
        }

        Advance(300);
        breaker.TryBeginProbe(now).ShouldBeTrue();
        breaker.RecordSuccess(now, now);
        Fail(5);
        (breaker.OpenUntil!.Value - now).ShouldBe(CircuitBreaker.InitialOpenDuration);
    }

    [Fact]
    public void Other_failures_while_it_is_open_do_not_extend_the_open_duration()
    {
        Fail(5);
        var until = breaker.OpenUntil;

        Fail(50);
        Advance(10);
        Fail(50);

        breaker.OpenUntil.ShouldBe(until);
    }

    [Fact]
    public void An_answer_to_an_attempt_from_before_it_opened_does_not_close_it()
    {
        var before = now;
        Advance(1);
        Fail(5);

        breaker.RecordSuccess(before, now);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Open);

        breaker.RecordSuccess(now, now);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Closed);
    }

    [Fact]
    public void A_retry_after_time_opens_it_for_exactly_that_time()
    {
        breaker.OpenFor(TimeSpan.FromSeconds(42), now);

        Advance(41);
        breaker.AllowsAt(now).ShouldBeFalse();
        Advance(1);
        breaker.AllowsAt(now).ShouldBeTrue();
    }

    [Fact]
    public void A_short_retry_after_time_does_not_shorten_a_longer_one()
    {
        breaker.OpenFor(TimeSpan.FromSeconds(100), now);
        breaker.OpenFor(TimeSpan.FromSeconds(1), now);

        Advance(99);
        breaker.AllowsAt(now).ShouldBeFalse();
    }

    [Fact]
    public void After_a_minute_without_an_outcome_another_probe_is_allowed()
    {
        Fail(5);
        Advance(10);
        breaker.TryBeginProbe(now).ShouldBeTrue();

        Advance(59);
        breaker.AllowsAt(now).ShouldBeFalse();
        Advance(1);
        breaker.AllowsAt(now).ShouldBeTrue();
    }

    [Fact]
    public void After_a_probe_without_a_usable_outcome_another_one_is_allowed()
    {
        Fail(5);
        Advance(10);
        breaker.TryBeginProbe(now);

        breaker.ReleaseProbe();

        breaker.AllowsAt(now).ShouldBeTrue();
    }

    private void Advance(double seconds) => now += TimeSpan.FromSeconds(seconds);

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++) breaker.RecordFailure(wasProbe: false, now);
    }

    private void Probe()
    {
        breaker.TryBeginProbe(now).ShouldBeTrue();
        breaker.RecordFailure(wasProbe: true, now);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Open);
    }
}
