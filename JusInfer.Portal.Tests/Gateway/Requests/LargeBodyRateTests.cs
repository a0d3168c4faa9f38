using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Tests.Gateway.Requests;

public sealed class LargeBodyRateTests : IDisposable
{
    private readonly LargeBodyRate rate = new();
    private readonly TeamId team = TeamId.New(DateTimeOffset.UnixEpoch);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_team_that_sends_more_than_its_burst_waits_and_then_continues()
    {
        await rate.WaitAsync(team, LargeBodyRate.MaxBurstBytes, Token);
        var next = rate.WaitAsync(team, LargeBodyRate.MaxBurstBytes / 2, Token).AsTask();
        next.IsCompleted.ShouldBeFalse();

        await next;
    }

    [Fact]
    public async Task Another_team_does_not_wait()
    {
        await rate.WaitAsync(team, LargeBodyRate.MaxBurstBytes, Token);

        rate.WaitAsync(TeamId.New(DateTimeOffset.UnixEpoch), LargeBodyRate.MaxBurstBytes, Token).AsTask().IsCompleted.ShouldBeTrue();
    }

    public void Dispose() => rate.Dispose();
}
