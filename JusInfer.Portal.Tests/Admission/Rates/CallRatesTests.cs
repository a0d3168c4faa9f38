using JusInfer.Portal.Admission;
using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Admission.Rates;

/// <summary>A call takes requests, slots and tokens from its key, its member and its team, or from none of them.</summary>
[Trait("Promise", "P-11")]
public sealed class CallRatesTests
{
    private readonly ManualTime time = new();
    private readonly RateLimiters limiters;
    private readonly KeyHolder template;

    public CallRatesTests()
    {
        limiters = new RateLimiters(time);
        template = TestCalls.HolderOf(time.GetUtcNow());
    }

    [Fact]
    public void Two_keys_of_a_member_share_the_rate_of_the_member()
    {
        var (first, second) = (Rates(member: new() { RequestsPerMinute = 3 }, id: KeyId.New(time.GetUtcNow())), Rates(member: new() { RequestsPerMinute = 3 }, id: KeyId.New(time.GetUtcNow())));

        TakeRequest(first).Rate.Conforms.ShouldBeTrue();
        TakeRequest(second).Rate.Conforms.ShouldBeTrue();
        TakeRequest(first).Rate.Conforms.ShouldBeTrue();

        TakeRequest(second).ShouldBe(new ScopedStatus(RateScope.Member, new RateLimitStatus(false, 3, 0, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(20))));
    }

    [Theory]
    [InlineData(5, null, null, nameof(RateScope.Key))]
    [InlineData(600, 5, null, nameof(RateScope.Member))]
    [InlineData(600, null, 5, nameof(RateScope.Team))]
    [InlineData(600, 600, 5, nameof(RateScope.Team))]
    [InlineData(5, 6, 6, nameof(RateScope.Key))]
    public void A_request_that_one_scope_rejects_takes_nothing_from_the_others(int key, int? member, int? team, string rejecting)
    {
        var rates = Rates(key, member: new() { RequestsPerMinute = member }, team: new() { RequestsPerMinute = team });
        for (var i = 0; i < 5; i++) TakeRequest(rates).Rate.Conforms.ShouldBeTrue();

        for (var i = 0; i < 100; i++)
        {
            var rejected = TakeRequest(rates);
            (rejected.Rate.Conforms, rejected.Scope.ToString()).ShouldBe((false, rejecting));
        }

        foreach (var scope in rates.Limited)
        {
            if (scope.RequestsPerMinute is { } limit) scope.Limiter!.Requests.Check(time.GetTimestamp(), limit).Remaining.ShouldBe(limit - 5);
        }
    }

    [Fact]
    public void A_rejected_request_reports_the_scope_with_the_longest_wait()
    {
        var rates = Rates(key: 60, member: new() { RequestsPerMinute = 1 }, team: new() { RequestsPerMinute = 2 });
        TakeRequest(rates);
        TakeRequest(Rates(key: 60, team: new() { RequestsPerMinute = 2 })).Rate.Conforms.ShouldBeTrue();

        var rejected = TakeRequest(rates);

        (rejected.Scope, rejected.Rate.RetryAfter).ShouldBe((RateScope.Member, TimeSpan.FromSeconds(60)));
        time.Advance(TimeSpan.FromSeconds(60));
        TakeRequest(rates).Rate.Conforms.ShouldBeTrue();
    }

    [Fact]
    public void A_call_that_one_scope_has_no_slot_for_takes_none_of_the_others()
    {
        var rates = Rates(concurrency: 10, member: new() { Concurrency = 10 }, team: new() { Concurrency = 2 });
        rates.Enter().ShouldBeNull();
        rates.Enter().ShouldBeNull();

        rates.Enter().ShouldNotBeNull().Scope.ShouldBe(RateScope.Team);

        rates.Limited.Select(scope => scope.Limiter!.Running).ShouldBe([2, 2, 2]);
        rates.Leave();
        rates.Enter().ShouldBeNull();
    }

    [Fact]
    public void Tokens_are_taken_from_every_scope_and_replaced_by_those_that_were_used()
    {
        var rates = Rates(tokens: 1_000, member: new() { TokensPerMinute = 500 }, team: new() { TokensPerMinute = 2_000 });

        rates.Take(LimitKind.TokensPerMinute, 800).ShouldNotBeNull().Scope.ShouldBe(RateScope.Member);
        LeftTokens(rates).ShouldBe([200, 0, 1_200]);
        rates.Take(LimitKind.TokensPerMinute, 100).ShouldNotBeNull().Rate.Conforms.ShouldBeFalse();
        LeftTokens(rates).ShouldBe([200, 0, 1_200]);

        rates.Settle(LimitKind.TokensPerMinute, used: 300, taken: 800);
        LeftTokens(rates).ShouldBe([700, 200, 1_700]);
    }

    [Theory]
    [InlineData(600, 3, null, null, "member.requests_per_minute")]
    [InlineData(2, 3, null, null, "key.requests_per_minute")]
    [InlineData(600, null, 3, null, "tenant.requests_per_minute")]
    [InlineData(600, null, null, 2, "tenant.concurrency")]
    public void The_limit_that_the_next_calls_reach_first_binds(int key, int? member, int? team, int? concurrency, string scope)
    {
        var rates = Rates(key, member: new() { RequestsPerMinute = member }, team: new() { RequestsPerMinute = team, Concurrency = concurrency });
        var requests = TakeRequest(rates);
        rates.Enter();

        rates.BindingScope(requests).ShouldBe(scope);
    }

    [Fact]
    public void Scopes_without_limits_have_no_limiter()
    {
        var rates = Rates();

        TakeRequest(rates).Scope.ShouldBe(RateScope.Key);
        rates.Take(LimitKind.TokensPerMinute, 1_000_000).ShouldBeNull();
        rates.Limited.ShouldHaveSingleItem().Scope.ShouldBe(RateScope.Key);
    }

    [Fact]
    public async Task Concurrent_calls_of_several_keys_get_exactly_the_rate_of_the_team()
    {
        var passed = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            var rates = Rates(key: 600, team: new() { RequestsPerMinute = 500 }, id: KeyId.New(time.GetUtcNow()));
            for (var i = 0; i < 500; i++)
            {
                if (TakeRequest(rates).Rate.Conforms) Interlocked.Increment(ref passed);
            }
        })));

        passed.ShouldBe(500);
    }

    private static ScopedStatus TakeRequest(CallRates rates) => rates.Take(LimitKind.RequestsPerMinute, 1).ShouldNotBeNull();

    private IEnumerable<int> LeftTokens(CallRates rates) =>
        rates.Limited.Select(scope => scope.Limiter!.Tokens.Check(time.GetTimestamp(), scope.TokensPerMinute!.Value).Remaining);

    [Fact]
    public void Calls_of_a_key_that_drain_leave_the_slots_of_its_member_and_its_team_to_other_keys()
    {
        RateLimits one = new() { Concurrency = 1 };
        var leaving = Rates(concurrency: 1, member: one, team: one);
        var other = Rates(member: one, team: one, id: KeyId.New(time.GetUtcNow()));
        for (var i = 0; i < 4; i++)
        {
            leaving.Enter().ShouldBeNull();
            leaving.Drain();
        }

        leaving.Enter().ShouldNotBeNull().Scope.ShouldBe(RateScope.Key);
        other.Enter().ShouldBeNull();
        other.Enter().ShouldNotBeNull().Scope.ShouldBe(RateScope.Member);
        other.Leave();

        leaving.EndDrain();
        leaving.Enter().ShouldBeNull();
    }

    private CallRates Rates(int key = 600, int? tokens = null, int? concurrency = null, RateLimits? member = null, RateLimits? team = null, KeyId? id = null) =>
        limiters.Of(new KeyHolder(
            template.Key with { Id = id ?? template.Key.Id, Terms = new KeyTerms { RequestsPerMinute = key, TokensPerMinute = tokens, Concurrency = concurrency } },
            template.Member with { Rates = member ?? RateLimits.None })
        {
            TeamRates = team ?? RateLimits.None,
        });
}
