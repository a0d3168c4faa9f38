using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Gateway.Streaming.Resumption;

public sealed class ResumptionCountersTests : IDisposable
{
    private readonly OwnMeters meters = new();

    public void Dispose() => meters.Dispose();

    [Fact]
    public void Each_outcome_is_counted_for_the_collector_with_its_reason()
    {
        var counters = new ResumptionCounters(meters);

        counters.Attempted();
        counters.Finished();
        counters.Unfinished("nobody_answered");
        counters.Refused("opted_out");

        meters.Counted.ShouldBe(
        [
            "JusInfer.Gateway jusinfer.resumptions outcome=attempted",
            "JusInfer.Gateway jusinfer.resumptions outcome=finished",
            "JusInfer.Gateway jusinfer.resumptions outcome=unfinished reason=nobody_answered",
            "JusInfer.Gateway jusinfer.resumptions outcome=refused reason=opted_out",
        ]);
    }

    [Fact]
    public void The_sums_since_the_start_stand_by_reason_the_most_frequent_first()
    {
        var counters = new ResumptionCounters(meters);
        counters.Totals.IsEmpty.ShouldBeTrue();

        Parallel.For(0, 300, i =>
        {
            counters.Attempted();
            if (i % 3 == 0) counters.Unfinished(i % 2 == 0 ? "astray" : "hops_spent");
            else counters.Finished();
            counters.Refused("more_than_text");
        });
        counters.Refused("opted_out");

        var totals = counters.Totals;
        (totals.Attempted, totals.Finished).ShouldBe((300, 200));
        totals.Unfinished.ShouldBe([new ReasonCount("astray", 50), new ReasonCount("hops_spent", 50)]);
        totals.Refused.ShouldBe([new ReasonCount("more_than_text", 300), new ReasonCount("opted_out", 1)]);
    }
}
