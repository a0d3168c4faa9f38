using System.Collections.Immutable;
using JusInfer.Portal.Admission;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.Extensions.Logging;

namespace JusInfer.Portal.Tests.Admission.Rates;

/// <summary>A node that shares its rates with others: what it asks the store for, and what it does without an answer.</summary>
[Trait("Promise", "P-11")]
public sealed class RateAdmissionTests : IDisposable
{
    private readonly ManualTime time = new();
    private readonly LogCapture log = new();
    private readonly CountingStore store;
    private readonly RateExchange exchange;
    private readonly RateLimiters limiters;
    private readonly RateAdmission admission;
    private readonly LoggerFactory logging;

    private readonly KeyHolder template;

    public RateAdmissionTests()
    {
        template = TestCalls.HolderOf(time.GetUtcNow());
        store = new CountingStore(time);
        logging = new LoggerFactory([log]);
        exchange = new RateExchange(store, LeaseNode.New(), time, logging.CreateLogger<RateExchange>());
        limiters = new RateLimiters(time, exchange);
        admission = new RateAdmission(time, exchange);
    }

    public void Dispose() => logging.Dispose();

    [Fact]
    public async Task A_busy_node_asks_the_store_about_once_per_second()
    {
        var rates = Rates(requests: 60_000);

        for (var tenth = 0; tenth < 100; tenth++)
        {
            for (var call = 0; call < 10; call++) (await TakeAsync(rates)).ShouldBeTrue();
            time.Advance(TimeSpan.FromMilliseconds(100));
            if (tenth % 10 == 9) await exchange.RenewAsync();
        }

        // 1,000 calls in ten seconds. The first second has no use to go by.
        store.Exchanges.ShouldBeLessThan(130);
        var before = store.Exchanges;
        for (var call = 0; call < 100; call++) (await TakeAsync(rates)).ShouldBeTrue();
        store.Exchanges.ShouldBe(before);
    }

    [Fact]
    public async Task A_call_that_was_rejected_after_asking_the_store_rejects_the_next_ones_without_asking()
    {
        var rates = Rates(requests: 5);
        store.TakeAll(5);
        var first = admission.TakeAsync(rates, LimitKind.RequestsPerMinute, 1, TestContext.Current.CancellationToken).AsTask();
        await Eventually.EndedAsync(first, Advance);
        var asked = store.Exchanges;

        for (var i = 0; i < 100; i++) (await TakeAsync(rates)).ShouldBeFalse();

        (await first).ShouldNotBeNull().Rate.Conforms.ShouldBeFalse();
        store.Exchanges.ShouldBe(asked);
        asked.ShouldBeLessThan(10);
    }

    /// <summary>
    /// On a busy machine, the answer alone took longer than other nodes need to return something, and the first call of a node got 429.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_that_the_store_answers_slowly_still_waits_for_what_other_nodes_return(bool concurrent)
    {
        var rates = Rates(requests: 5, concurrency: 2);
        (store.Delay, store.CallsOfOthers) = (TimeSpan.FromMilliseconds(300), 2);
        store.TakeAll(5);
        var call = concurrent ? EnterAsync() : TakeAsync(rates);
        await Eventually.EndedAsync(store.Answered, Advance);
        store.CallsOfOthers = 0;
        store.TakeAll(0);

        await Eventually.EndedAsync(call, Advance);

        (await call).ShouldBeTrue();

        async Task<bool> EnterAsync() => await admission.EnterAsync(rates, TestContext.Current.CancellationToken) is null;
    }

    [Fact]
    public async Task A_call_whose_part_another_one_has_taken_asks_again_and_is_not_rejected()
    {
        var rates = Rates(requests: 1_000_000);
        store.Delay = TimeSpan.FromMilliseconds(300);
        store.Grant = answer => answer with { Granted = store.Answers < 3 ? 0 : answer.Granted };
        var call = TakeAsync(rates);

        await Eventually.EndedAsync(call, Advance);

        (await call).ShouldBeTrue();
        store.Answers.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task Unused_requests_are_returned_after_two_seconds()
    {
        var rates = Rates(requests: 600);
        for (var i = 0; i < 30; i++)
        {
            await TakeAsync(rates);
            time.Advance(TimeSpan.FromMilliseconds(100));
            await exchange.RenewAsync();
        }

        time.Advance(TimeSpan.FromSeconds(3));
        await exchange.RenewAsync();

        store.Taken.ShouldBe(30);
    }

    [Fact]
    public async Task Without_the_store_a_node_applies_the_limits_to_its_own_calls_and_settles_them_later()
    {
        var rates = Rates(requests: 5, concurrency: 2);
        store.IsDown = true;

        (await admission.EnterAsync(rates, TestContext.Current.CancellationToken)).ShouldBeNull();
        (await admission.EnterAsync(rates, TestContext.Current.CancellationToken)).ShouldBeNull();
        (await admission.EnterAsync(rates, TestContext.Current.CancellationToken)).ShouldNotBeNull().Scope.ShouldBe(RateScope.Key);
        for (var i = 0; i < 5; i++) (await TakeAsync(rates)).ShouldBeTrue();
        (await TakeAsync(rates)).ShouldBeFalse();
        store.Exchanges.ShouldBe(1, "the store is not asked by each call while it does not answer");
        log.Lines.ShouldHaveSingleItem().ShouldContain("The rates of a team could not be leased.");

        store.IsDown = false;
        time.Advance(TimeSpan.FromSeconds(2));
        await exchange.RenewAsync();
        store.Taken.ShouldBe(5);
    }

    [Fact]
    public async Task Calls_that_began_without_the_store_are_leased_when_it_answers_again()
    {
        var rates = Rates(requests: 600, concurrency: 5);
        store.IsDown = true;
        for (var i = 0; i < 3; i++) (await admission.EnterAsync(rates, TestContext.Current.CancellationToken)).ShouldBeNull();

        store.IsDown = false;
        time.Advance(TimeSpan.FromSeconds(2));
        await exchange.RenewAsync();

        store.Calls.ShouldBe((3, 5));
    }

    [Fact]
    public async Task A_lowered_limit_is_the_limit_of_the_next_request()
    {
        var running = Rates(requests: 600, concurrency: 10);
        for (var i = 0; i < 8; i++) (await admission.EnterAsync(running, TestContext.Current.CancellationToken)).ShouldBeNull();

        (await admission.EnterAsync(Rates(requests: 600, concurrency: 4), TestContext.Current.CancellationToken)).ShouldNotBeNull();
        time.Advance(TimeSpan.FromSeconds(20));
        await exchange.RenewAsync();

        store.Calls.Limit.ShouldBe(4);
    }

    [Fact]
    public async Task Tokens_that_calls_give_back_do_not_count_as_negative_use()
    {
        var rates = Rates(requests: 600, tokens: 10_000);
        for (var i = 0; i < 6; i++)
        {
            (await admission.TakeAsync(rates, LimitKind.TokensPerMinute, 1_000, TestContext.Current.CancellationToken)).ShouldNotBeNull().Rate.Conforms.ShouldBeTrue();
            rates.Settle(LimitKind.TokensPerMinute, used: 0, taken: 1_000);
            time.Advance(TimeSpan.FromSeconds(1.1));
            await exchange.RenewAsync();
            store.Taken.ShouldBeGreaterThanOrEqualTo(0);
        }

        (await admission.TakeAsync(rates, LimitKind.TokensPerMinute, 9_000, TestContext.Current.CancellationToken)).ShouldNotBeNull().Rate.Conforms.ShouldBeTrue();
    }

    private async Task<bool> TakeAsync(CallRates rates) =>
        (await admission.TakeAsync(rates, LimitKind.RequestsPerMinute, 1, TestContext.Current.CancellationToken))!.Value.Rate.Conforms;

    private void Advance() => time.Advance(LeaseTerms.RetryDelay);

    [Fact]
    public async Task Calls_that_drain_are_rejected_for_without_asking_the_store()
    {
        var rates = Rates(requests: 600, concurrency: 1);
        for (var i = 0; i < 4; i++)
        {
            (await admission.EnterAsync(rates, TestContext.Current.CancellationToken)).ShouldBeNull();
            rates.Drain();
        }

        var asked = store.Exchanges;
        (await admission.EnterAsync(rates, TestContext.Current.CancellationToken)).ShouldNotBeNull().HasTooManyOpen.ShouldBeTrue();
        store.Exchanges.ShouldBe(asked);

        rates.EndDrain();
        (await admission.EnterAsync(rates, TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    private CallRates Rates(int requests, int? concurrency = null, int? tokens = null)
    {
        return limiters.Of(new KeyHolder(
            template.Key with { Terms = new KeyTerms { RequestsPerMinute = requests, TokensPerMinute = tokens, Concurrency = concurrency } }, template.Member));
    }

    /// <summary>Decides as the store does, and counts.</summary>
    private sealed class CountingStore(ManualTime time) : IRateStore
    {
        private readonly TaskCompletionSource answered = new();
        private DateTimeOffset arrival;

        public bool IsDown { get; set; }

        public int Exchanges { get; private set; }

        /// <summary>The requests that the node has, or has used.</summary>
        public long Taken { get; private set; }

        /// <summary>The concurrent calls that the node has, and the limit that it named.</summary>
        public (int Granted, int Limit) Calls { get; private set; }

        /// <summary>How long an answer takes.</summary>
        public TimeSpan Delay { get; set; }

        public int Answers { get; private set; }

        /// <summary>Completes with the first answer.</summary>
        public Task Answered => answered.Task;

        public int CallsOfOthers { get; set; }

        /// <summary>Changes an answer after the decision.</summary>
        public Func<RateReplyItem, RateReplyItem> Grant { get; set; } = static answer => answer;

        /// <param name="limit">The limit that is used up; 0 if nothing is used.</param>
        public void TakeAll(int limit) => arrival = limit == 0 ? default : time.GetUtcNow().AddMinutes(1).AddSeconds(-30 / limit);

        public async Task<ImmutableArray<RateReplyItem>> ExchangeAsync(
            RateRequest request, LeaseNode node, CancellationToken cancellationToken)
        {
            Exchanges++;
            if (IsDown) throw new InvalidOperationException("The store does not answer.");
            if (Delay > TimeSpan.Zero) await Task.Delay(Delay, time, CancellationToken.None);
            ImmutableArray<RateReplyItem> answers = [.. request.Items.Select(Decide).Select(Grant)];
            Answers++;
            answered.TrySetResult();
            return answers;
        }

        private RateReplyItem Decide(RateItem item)
        {
            if (item.Id.Unit == RateUnit.ConcurrentCalls)
            {
                var given = RateAllocation.Give(item, CallsOfOthers);
                Calls = ((int)given.Granted, item.Limit);
                return given;
            }

            (var answer, arrival) = RateAllocation.Take(item, arrival, default, time.GetUtcNow());
            Taken += answer.Granted + item.Settled;
            return answer;
        }
    }
}
