using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Primitives.Threads;

namespace JusInfer.Portal.Tests.Gateway.Requests;

public sealed class ParsingLimiterTests : IDisposable
{
    private readonly DedicatedThreads threads = new();
    private readonly ParsingLimiter limiter;
    private readonly TeamId team = TeamId.New(DateTimeOffset.UnixEpoch);

    public ParsingLimiterTests() => limiter = new ParsingLimiter(threads);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_team_parses_as_many_large_requests_at_once_as_half_the_cores()
    {
        var finish = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = Enumerable.Range(0, Math.Max(1, Environment.ProcessorCount / 2)).Select(_ => limiter.RunAsync(team, () => finish.Task, Token)).ToList();
        var hasStarted = false;
        var next = limiter.RunAsync(team, () => hasStarted = true, Token);

        // Another team's work starts after it on the same threads, and completes.
        await limiter.RunAsync(TeamId.New(DateTimeOffset.UnixEpoch), static () => 0, Token);
        hasStarted.ShouldBeFalse();

        finish.SetResult(0);
        (await next).ShouldBeTrue();
        await Task.WhenAll(running);
    }

    public void Dispose()
    {
        limiter.Dispose();
        threads.Dispose();
    }
}
