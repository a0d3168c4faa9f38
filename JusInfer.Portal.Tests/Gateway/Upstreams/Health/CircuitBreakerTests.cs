using JusInfer.Portal.Gateway.Upstreams.Health;

namespace JusInfer.Portal.Tests.Gateway.Upstreams.Health;

/// <summary>A breaker's life, second by second, on a clock of the test's own.</summary>
[Trait("Promise", "P-16")]
public sealed class CircuitBreakerTests
{
    private readonly CircuitBreaker breaker = new();
    private TimeSpan now = TimeSpan.FromHours(1);

    [Fact]
    public void It_is_closed_until_five_failures_came_within_half_a_minute()
    {
        Fail(4);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Closed);

        Pass(40);
        Fail(4);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Closed);

        Fail(1);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Open);
        breaker.AdmitsAt(now).ShouldBeFalse();
    }

    [Fact]
    public void A_few_failures_among_many_answers_do_not_open_it()
    {
        for (var i = 0; i < 200; i++) breaker.Answered(now, now);
        Fail(100);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Closed);

        Fail(100);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Open);
    }

    [Fact]
    public void After_its_pause_it_lets_one_attempt_through_and_an_answer_closes_it()
    {
        Fail(5);
        Pass(9.9);
        breaker.AdmitsAt(now).ShouldBeFalse();

        Pass(0.2);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.HalfOpen);
        breaker.AdmitsAt(now).ShouldBeTrue();
        breaker.Begin(now).ShouldBeTrue();
        breaker.AdmitsAt(now).ShouldBeFalse();
        breaker.Begin(now).ShouldBeFalse();

        breaker.Answered(now, now);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Closed);
        Fail(4);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Closed);
    }

    [Fact]
    public void Each_probe_that_fails_doubles_the_pause_up_to_five_minutes()
    {
        Fail(5);
        foreach (var pause in (double[])[10, 20, 40, 80, 160, 300, 300, 300])
        {
            (breaker.OpenUntil!.Value - now).ShouldBe(TimeSpan.FromSeconds(pause));
            Pass(pause);
            Probe();
        }

        Pass(300);
        breaker.Begin(now).ShouldBeTrue();
        breaker.Answered(now, now);
        Fail(5);
        (breaker.OpenUntil!.Value - now).ShouldBe(CircuitBreaker.FirstPause);
    }

    [Fact]
    public void Others_that_fail_while_it_is_open_lengthen_nothing()
    {
        Fail(5);
        var until = breaker.OpenUntil;

        Fail(50);
        Pass(10);
        Fail(50);

        breaker.OpenUntil.ShouldBe(until);
    }

    [Fact]
    public void An_answer_to_what_was_asked_before_it_opened_does_not_close_it()
    {
        var before = now;
        Pass(1);
        Fail(5);

        breaker.Answered(before, now);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Open);

        breaker.Answered(now, now);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Closed);
    }

    [Fact]
    public void A_providers_wish_opens_it_for_just_that_time()
    {
        breaker.Hold(TimeSpan.FromSeconds(42), now);

        Pass(41);
        breaker.AdmitsAt(now).ShouldBeFalse();
        Pass(1);
        breaker.AdmitsAt(now).ShouldBeTrue();
    }

    [Fact]
    public void A_short_wish_does_not_shorten_a_long_pause()
    {
        breaker.Hold(TimeSpan.FromSeconds(100), now);
        breaker.Hold(TimeSpan.FromSeconds(1), now);

        Pass(99);
        breaker.AdmitsAt(now).ShouldBeFalse();
    }

    [Fact]
    public void A_probe_that_never_reports_does_not_close_the_door_for_good()
    {
        Fail(5);
        Pass(10);
        breaker.Begin(now).ShouldBeTrue();

        Pass(59);
        breaker.AdmitsAt(now).ShouldBeFalse();
        Pass(1);
        breaker.AdmitsAt(now).ShouldBeTrue();
    }

    [Fact]
    public void A_probe_that_says_nothing_makes_room_for_the_next()
    {
        Fail(5);
        Pass(10);
        breaker.Begin(now);

        breaker.ForgetProbe();

        breaker.AdmitsAt(now).ShouldBeTrue();
    }

    private void Pass(double seconds) => now += TimeSpan.FromSeconds(seconds);

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++) breaker.Failed(wasProbe: false, now);
    }

    private void Probe()
    {
        breaker.Begin(now).ShouldBeTrue();
        breaker.Failed(wasProbe: true, now);
        breaker.StateAt(now).ShouldBe(CircuitBreakerState.Open);
    }
}
