using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Gateway.Streaming.Resumption;

public sealed class ResumptionCountersTests : IDisposable
{
    private readonly IsolatedMeters meters = new();

    public void Dispose() => meters.Dispose();

    [Fact]
    public void Each_outcome_is_counted_as_a_metric_with_its_reason()
    {
        var counters = new ResumptionCounters(meters);

        counters.Attempted();
        counters.Finished();
        counters.Unfinished("nobody_answered");
        counters.NotAttempted("opted_out");

        meters.Counted.ShouldBe(
        [
            "JusInfer.Gateway jusinfer.resumptions outcome=attempted",
            "JusInfer.Gateway jusinfer.resumptions outcome=finished",
            "JusInfer.Gateway jusinfer.resumptions outcome=unfinished reason=nobody_answered",
            "JusInfer.Gateway jusinfer.resumptions outcome=refused reason=opted_out",
        ]);
    }

    [Fact]
    public void The_totals_are_sorted_by_frequency_of_the_reason()
    {
        var counters = new ResumptionCounters(meters);
        counters.Totals.IsEmpty.ShouldBeTrue();

        Parallel.For(0, 300, i =>
        {
            counters.Attempted();
            if (i % 3 == 0) counters.Unfinished(i % 2 == 0 ? "diverged" : "hops_spent");
            else counters.Finished();
            counters.NotAttempted("more_than_text");
        });
        counters.NotAttempted("opted_out");

        var totals = counters.Totals;
        (totals.Attempted, totals.Finished).ShouldBe((300, 200));
        totals.Unfinished.ShouldBe([new ReasonCount("diverged", 50), new ReasonCount("hops_spent", 50)]);
        totals.NotAttempted.ShouldBe([new ReasonCount("more_than_text", 300), new ReasonCount("opted_out", 1)]);
    }
}
