using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Tests.Gateway.Requests;

public sealed class ParsingLimiterTests : IDisposable
{
    private readonly ParsingLimiter limiter = new();
    private readonly TenantId team = TenantId.New(DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task A_team_parses_as_many_large_requests_at_once_as_half_the_cores()
    {
        var max = Math.Max(1, Environment.ProcessorCount / 2);
        var leases = new List<IDisposable>();
        for (var number = 0; number < max; number++) leases.Add(await limiter.WaitAsync(team, TestContext.Current.CancellationToken));
        var next = limiter.WaitAsync(team, TestContext.Current.CancellationToken);
        next.IsCompleted.ShouldBeFalse();

        leases[0].Dispose();

        (await next).IsAcquired.ShouldBeTrue();
    }

    [Fact]
    public async Task Another_team_does_not_wait()
    {
        for (var number = 0; number < 2 * Environment.ProcessorCount; number++) _ = limiter.WaitAsync(team, TestContext.Current.CancellationToken).AsTask();

        (await limiter.WaitAsync(TenantId.New(DateTimeOffset.UnixEpoch), TestContext.Current.CancellationToken)).IsAcquired.ShouldBeTrue();
    }

    public void Dispose() => limiter.Dispose();
}
