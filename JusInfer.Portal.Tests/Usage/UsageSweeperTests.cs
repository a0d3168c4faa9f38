using System.Threading.Channels;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace JusInfer.Portal.Tests.Usage;

public sealed class UsageSweeperTests
{
    private readonly ManualTime time = new();
    private readonly IUsageRetention retention = Substitute.For<IUsageRetention>();
    private readonly IRemovalClock clock = Substitute.For<IRemovalClock>();
    private readonly OneLease leases = new();

    public UsageSweeperTests() => clock.ReadAsync(Arg.Any<CancellationToken>()).Returns(_ => time.GetUtcNow());

    [Fact]
    public async Task Of_two_nodes_one_removes_old_usage_every_hour()
    {
        using var one = NewSweeper();
        using var two = NewSweeper();
        await one.StartAsync(TestContext.Current.CancellationToken);
        await two.StartAsync(TestContext.Current.CancellationToken);
        await leases.WaitForRequestsAsync(2);
        time.Advance(TimeSpan.FromHours(1));
        await leases.WaitForRequestsAsync(2);
        await one.StopAsync(TestContext.Current.CancellationToken);
        await two.StopAsync(TestContext.Current.CancellationToken);

        await retention.Received(2).RemoveAllowancesBeforeAsync(Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_node_sweeps_within_an_hour_after_the_one_that_did_has_ended()
    {
        using var ended = NewSweeper();
        await ended.StartAsync(TestContext.Current.CancellationToken);
        await leases.WaitForRequestsAsync(1);
        await ended.StopAsync(TestContext.Current.CancellationToken);
        using var other = NewSweeper();
        await other.StartAsync(TestContext.Current.CancellationToken);
        await leases.WaitForRequestsAsync(1);
        time.Advance(TimeSpan.FromHours(1));
        await leases.WaitForRequestsAsync(1);
        await other.StopAsync(TestContext.Current.CancellationToken);

        await retention.Received(2).RemoveAllowancesBeforeAsync(Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task After_a_jump_of_the_clock_usage_is_removed_by_the_time_before()
    {
        var before = time.GetUtcNow();
        clock.ReadAsync(Arg.Any<CancellationToken>()).Returns(before);
        time.Skip(TimeSpan.FromDays(365));
        using var sweeper = NewSweeper(retentionDays: 30);

        await sweeper.StartAsync(TestContext.Current.CancellationToken);
        await leases.WaitForRequestsAsync(1);
        await sweeper.StopAsync(TestContext.Current.CancellationToken);

        await retention.Received(1).RemoveBeforeAsync(before.AddDays(-30), Arg.Any<CancellationToken>());
    }

    private UsageSweeper NewSweeper(int retentionDays = 0) => new(
        retention, leases, LeaseNode.New(), clock, new UsageOptions { RetentionDays = retentionDays }, time,
        NullLogger<UsageSweeper>.Instance);

    private sealed class OneLease : IJobLeases
    {
        private readonly Channel<Guid> requests = Channel.CreateUnbounded<Guid>();
        private readonly Lock gate = new();
        private Guid holder;
        private DateTimeOffset end = DateTimeOffset.MinValue;

        public async Task WaitForRequestsAsync(int count)
        {
            for (var i = 0; i < count; i++) await requests.Reader.ReadAsync(TestContext.Current.CancellationToken);
        }

        public Task<bool> TakeAsync(string job, Guid node, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
        {
            lock (gate)
            {
                requests.Writer.TryWrite(node);
                if (node != holder && now < end) return Task.FromResult(false);
                (holder, end) = (node, until);
                return Task.FromResult(true);
            }
        }

        public Task ReleaseAsync(string job, Guid node, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
