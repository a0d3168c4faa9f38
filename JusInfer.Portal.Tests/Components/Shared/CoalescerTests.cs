using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Components.Shared;

public sealed class CoalescerTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly ManualTime time = new();
    private readonly List<DateTimeOffset> runs = [];

    [Fact]
    public void The_first_request_runs_at_once()
    {
        using var coalescer = NewCoalescer();

        coalescer.Request();
        time.Advance(TimeSpan.Zero);

        runs.Count.ShouldBe(1);
    }

    [Fact]
    public void A_burst_of_requests_leads_to_one_more_run()
    {
        using var coalescer = NewCoalescer();
        for (var i = 0; i < 50; i++) coalescer.Request();
        time.Advance(TimeSpan.Zero);
        for (var i = 0; i < 50; i++) coalescer.Request();

        time.Advance(TimeSpan.FromSeconds(10));

        runs.ShouldBe([runs[0], runs[0] + Interval]);
    }

    [Fact]
    public void Requests_during_a_run_lead_to_one_run_after_it()
    {
        var finish = new TaskCompletionSource();
        using var coalescer = new Coalescer(Interval, time, () =>
        {
            runs.Add(time.GetUtcNow());
            return runs.Count == 1 ? finish.Task : Task.CompletedTask;
        });
        coalescer.Request();
        time.Advance(TimeSpan.FromSeconds(2));
        coalescer.Request();
        coalescer.Request();
        time.Advance(TimeSpan.FromSeconds(2));
        runs.Count.ShouldBe(1);

        finish.SetResult();
        time.Advance(TimeSpan.FromMinutes(1));

        runs.Count.ShouldBe(2);
    }

    [Fact]
    public void Work_that_takes_long_is_busy_for_a_third_of_the_time()
    {
        var finish = new TaskCompletionSource();
        using var coalescer = new Coalescer(Interval, time, () =>
        {
            runs.Add(time.GetUtcNow());
            return runs.Count == 1 ? finish.Task : Task.CompletedTask;
        });
        coalescer.Request();
        time.Advance(TimeSpan.FromSeconds(2));
        finish.SetResult();

        coalescer.Request();
        time.Advance(TimeSpan.FromSeconds(3.9));
        runs.Count.ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(0.1));

        runs.ShouldBe([runs[0], runs[0] + TimeSpan.FromSeconds(6)]);
    }

    [Fact]
    public void After_disposal_nothing_runs()
    {
        var coalescer = NewCoalescer();
        coalescer.Request();
        coalescer.Dispose();

        time.Advance(TimeSpan.FromSeconds(1));
        coalescer.Request();

        runs.ShouldBeEmpty();
    }

    private Coalescer NewCoalescer() => new(Interval, time, () =>
    {
        runs.Add(time.GetUtcNow());
        return Task.CompletedTask;
    });
}
