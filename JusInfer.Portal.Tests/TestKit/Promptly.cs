using System.Diagnostics;

namespace JusInfer.Portal.Tests.TestKit;

/// <summary>
/// What takes no longer than users were promised. A busy machine delays single attempts, and a product that waits for a poll or a cache
/// delays all of them.
/// </summary>
internal static class Promptly
{
    private const int MaxAttempts = 5;

    /// <summary>Repeats what is measured, each time with preparations of its own, until an attempt is fast enough.</summary>
    /// <param name="limit">The longest time of the fastest attempt.</param>
    /// <param name="prepare">Prepares an attempt, and returns what is measured.</param>
    public static async Task WithinAsync(TimeSpan limit, Func<Task<Func<Task>>> prepare)
    {
        var times = new List<TimeSpan>();
        while (times.Count < MaxAttempts)
        {
            var attempt = await prepare();
            var start = Stopwatch.GetTimestamp();
            await attempt();
            times.Add(Stopwatch.GetElapsedTime(start));
            if (times[^1] <= limit) return;
        }

        times.Min().ShouldBeLessThanOrEqualTo(limit, $"The attempts took {string.Join(", ", times)}.");
    }
}
