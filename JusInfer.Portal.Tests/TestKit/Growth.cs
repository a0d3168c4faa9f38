using System.Diagnostics;

namespace JusInfer.Portal.Tests.TestKit;

/// <summary>
/// How the time of code grows with the size of its input. A ratio says the same on a fast and a slow machine, and the fastest of several
/// runs the same on a busy one.
/// </summary>
internal static class Growth
{
    private const int Factor = 32;

    /// <summary>
    /// Time in proportion to the size grows by 32, and by eight times as much where the larger input leaves the caches that neighbors fill
    /// (237 was measured). Time in proportion to its square grows by 1,024, and by more where that is so.
    /// </summary>
    private const double MaxRatio = 512;

    private const int MinRuns = 3;
    private const int MaxRuns = 12;

    /// <summary>Compares the time for an input with that for one that is 32 times as large.</summary>
    /// <param name="size">The size of the smaller input.</param>
    /// <param name="prepare">Prepares an input, and returns what is measured.</param>
    public static void ShouldBeLinear(int size, Func<int, Action> prepare)
    {
        var (small, large) = (prepare(size), prepare(size * Factor));
        small(); // compiles the code
        var (leastOfSmall, leastOfLarge) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        var ratio = double.PositiveInfinity;
        for (var runs = 0; runs < MinRuns || (runs < MaxRuns && ratio > MaxRatio); runs++)
        {
            leastOfSmall = Least(leastOfSmall, small);
            leastOfLarge = Least(leastOfLarge, large);
            ratio = leastOfLarge / leastOfSmall;
        }

        ratio.ShouldBeLessThanOrEqualTo(MaxRatio, $"{leastOfSmall} for {size}, {leastOfLarge} for {size * Factor}");
    }

    private static TimeSpan Least(TimeSpan least, Action run)
    {
        var start = Stopwatch.GetTimestamp();
        run();
        var time = Stopwatch.GetElapsedTime(start);
        return time < least ? time : least;
    }
}
