using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Components.Shared;

public sealed class CoalescerTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly ManualTime time = new();
    private readonly List<DateTimeOffset> runs = [];

    [Fact]
    public void The_first_news_is_acted_upon_at_once()
    {
        using var coalescer = Quick();

        coalescer.Request();
        time.Advance(TimeSpan.Zero);

        runs.Count.ShouldBe(1);
    }

    [Fact]
    public void A_burst_ends_in_one_run_more()
    {
        using var coalescer = Quick();
        for (var i = 0; i < 50; i++) coalescer.Request();
        time.Advance(TimeSpan.Zero);
        for (var i = 0; i < 50; i++) coalescer.Request();

        time.Advance(TimeSpan.FromSeconds(10));

        runs.ShouldBe([runs[0], runs[0] + Interval]);
    }

    [Fact]
    public void News_during_a_run_leads_to_one_run_after_it()
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
        time.Advance(TimeSpan.FromSeconds(2));

        runs.Count.ShouldBe(2);
    }

    [Fact]
    public void After_its_end_nothing_runs()
    {
        var coalescer = Quick();
        coalescer.Request();
        coalescer.Dispose();

        time.Advance(TimeSpan.FromSeconds(1));
        coalescer.Request();

        runs.ShouldBeEmpty();
    }

    private Coalescer Quick() => new(Interval, time, () =>
    {
        runs.Add(time.GetUtcNow());
        return Task.CompletedTask;
    });
}
