using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage;
using Microsoft.Extensions.Logging.Abstractions;

namespace JusInfer.Portal.Tests.Admission.Money;

/// <summary>What a running call does while other nodes have leased what it needs.</summary>
public sealed class LeaseExchangeTests : IDisposable
{
    private static readonly TeamId Team = TeamId.New(DateTimeOffset.UnixEpoch);

    private readonly ManualTime time = new();
    private readonly StoreLock storeLock = new();
    private readonly ScriptedStore store = new();
    private readonly TeamAllowances allowances;
    private readonly LeaseExchange exchange;
    private readonly Limit limit;

    public LeaseExchangeTests()
    {
        allowances = new TeamAllowances(time);
        exchange = new LeaseExchange(store, LeaseNode.New(), storeLock, time, NullLogger<LeaseExchange>.Instance);
        limit = new Limit(allowances.Open(AllowanceId.OfWallet(Team), stored: NanoUsd.Zero, TimeSpan.FromDays(1)), Usd(10));
    }

    public void Dispose() => storeLock.Dispose();

    [Fact]
    public async Task It_waits_for_what_they_return()
    {
        store.Denials = 2;

        (await ExtendAsync()).ShouldBeTrue();

        store.Exchanges.ShouldBe(3);
        allowances.TryHold([limit], Usd(1)).ShouldBeTrue();
    }

    [Fact]
    public async Task It_ends_when_they_return_nothing_in_time()
    {
        store.Denials = int.MaxValue;
        var startedAt = time.GetTimestamp();

        (await ExtendAsync()).ShouldBeFalse();

        time.GetElapsedTime(startedAt).ShouldBe(LeaseTerms.RecallTime);
        store.Exchanges.ShouldBeGreaterThan(1);
    }

    /// <summary>Advances the clock whenever the exchange waits for it.</summary>
    private async Task<bool> ExtendAsync()
    {
        var extension = exchange.ExtendAsync(allowances, [limit], Usd(1), Usd(1), TestContext.Current.CancellationToken);
        await Eventually.EndedAsync(extension, () =>
        {
            if (time.IsAwaited) time.Advance(LeaseTerms.RetryDelay);
        });
        return await extension;
    }

    private static NanoUsd Usd(decimal amount) => NanoUsd.FromUsd(amount);

    /// <summary>Denies some requests, because another node has leased all, and grants the next ones.</summary>
    private sealed class ScriptedStore : ILeaseStore
    {
        public int Denials { get; set; }

        public int Exchanges { get; private set; }

        public Task<LeaseState> OpenAsync(AllowanceId id, LeaseNode node, CancellationToken cancellationToken) =>
            Task.FromResult(default(LeaseState));

        public Task<LeaseReply> ExchangeAsync(LeaseRequest request, LeaseNode node, CancellationToken cancellationToken)
        {
            var isDenied = Exchanges++ < Denials;
            var granted = isDenied ? NanoUsd.Zero : request.Items[0].Wanted;
            var state = new LeaseState(granted, Settled: NanoUsd.Zero, request.Sequence);
            var answer = new LeaseReplyItem(state, isDenied, Spent: NanoUsd.Zero, Live: Usd(9), Dead: NanoUsd.Zero);
            return Task.FromResult(new LeaseReply(!isDenied, [answer]));
        }
    }
}
