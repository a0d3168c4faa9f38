using System.Diagnostics;
using System.Globalization;

namespace JusInfer.Benchmarks;

/// <summary>
/// The time of single decisions, one by one, because a mean hides what one call in a hundred waits. Prints percentiles and allocated bytes of the decision for one
/// step and of the whole plan. The goal: 50 µs at p99 after parsing, and no allocation beyond the plan.
/// </summary>
internal static class DecisionLatency
{
    private const int WarmUp = 50_000, Decisions = 400_000;
    private const double GoalMicroseconds = 50;

    /// <returns>0 if the plan is within the goal.</returns>
    public static int Run()
    {
        var routing = new Routing();
        routing.SetUp();
        Measure("decision of a step", routing.Decide);
        return Measure("whole plan", routing.Plan) <= GoalMicroseconds ? 0 : 1;
    }

    private static double Measure(string name, Func<bool> decide)
    {
        for (var i = 0; i < WarmUp; i++) decide();
        var ticks = new long[Decisions];
        GC.Collect();
        var (allocated, collections) = (GC.GetAllocatedBytesForCurrentThread(), GC.CollectionCount(0));
        for (var i = 0; i < ticks.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            decide();
            ticks[i] = Stopwatch.GetTimestamp() - start;
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / Decisions;
        collections = GC.CollectionCount(0) - collections;
        Array.Sort(ticks);
        var p99 = At(0.99);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-20} p50 {At(0.5),7:0.00} µs  p90 {At(0.9),7:0.00} µs  p99 {p99,7:0.00} µs  p99.9 {At(0.999),8:0.00} µs  {bytes,6} bytes  {collections} collections"));
        return p99;

        double At(double share) => ticks[(int)(share * (ticks.Length - 1))] * 1e6 / Stopwatch.Frequency;
    }
}
