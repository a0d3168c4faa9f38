using JusInfer.Portal.Routing.Costs;

namespace JusInfer.Portal.Tests.Routing.Costs;

public sealed class BaselineCostLimitTests
{
    private const int Sessions = 3_000;

    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void No_session_costs_more_than_the_limit_if_pauses_are_short_or_longer_than_the_cache_lives()
    {
        var detours = 0;
        for (var seed = 0; seed < Sessions; seed++)
        {
            foreach (var (bill, _) in new RandomSession(new Random(seed), BaselineCostLimit.Default, ShortOrLong).Run())
            {
                ((double)bill.Actual.Value).ShouldBeLessThanOrEqualTo(BaselineCostLimit.DefaultLimit * bill.Counterfactual.Value, $"seed {seed}");
                detours = Math.Max(detours, bill.Detours);
            }
        }

        detours.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void A_strict_guard_holds_the_limit_for_pauses_of_any_length()
    {
        var detours = 0;
        for (var seed = 0; seed < Sessions; seed++)
        {
            var session = new RandomSession(new Random(seed), BaselineCostLimit.Default with { Strict = true }, AnyLength);
            foreach (var (bill, _) in session.Run())
            {
                ((double)bill.Actual.Value).ShouldBeLessThanOrEqualTo(BaselineCostLimit.DefaultLimit * bill.Counterfactual.Value, $"seed {seed}");
                detours = Math.Max(detours, bill.Detours);
            }
        }

        detours.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void A_session_above_the_limit_names_the_pause_that_caused_it()
    {
        var above = 0;
        for (var seed = 0; seed < Sessions; seed++)
        {
            foreach (var (bill, _) in new RandomSession(new Random(seed), BaselineCostLimit.Default, AnyLength).Run())
            {
                if (bill.Actual.Value <= BaselineCostLimit.DefaultLimit * bill.Counterfactual.Value) continue;
                bill.Exceptions.ShouldBe(GuardExceptions.PauseAfterDetour, $"seed {seed}");
                above++;
            }
        }

        above.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_bill_of_the_baseline_is_what_its_provider_would_have_charged()
    {
        for (var seed = 0; seed < Sessions; seed++)
        {
            foreach (var (bill, stay) in new RandomSession(new Random(seed), BaselineCostLimit.Default, AnyLength).Run()) bill.Counterfactual.ShouldBe(stay, $"seed {seed}");
        }
    }

    [Fact]
    public void A_model_that_is_cheap_by_its_list_price_alone_is_not_allowed_in_a_warm_session()
    {
        var (bill, call) = WarmSession(calls: 10);

        BaselineCostLimit.Default.Allows(bill, call, Rates.Sonnet, Rates.Hermes405).ShouldBeFalse();
        BaselineCostLimit.Default.Allows(bill, call, Rates.Sonnet, Rates.Small).ShouldBeTrue();
    }

    [Fact]
    public void A_detour_that_would_outlast_the_cache_of_the_baseline_is_not_allowed()
    {
        var (bill, call) = WarmSession(calls: 10);

        BaselineCostLimit.Default.Allows(bill, call with { At = call.At.AddMinutes(4.5) }, Rates.Sonnet, Rates.Small).ShouldBeFalse();
    }

    private static (SessionBill Bill, UpcomingCall Next) WarmSession(int calls)
    {
        var provider = new CachingProviders();
        var bill = SessionBill.StartAt(Rates.Sonnet.Target);
        var (at, prompt, stable) = (Now, 10_000L, 0L);
        for (var call = 0; call < calls; call++)
        {
            bill = bill.Add(
                new BilledCall { Rates = Rates.Sonnet, At = at, StableTokens = stable, OutputBound = 500, Tokens = provider.Call(Rates.Sonnet, at, prompt, 250) }, Rates.Sonnet);
            (at, stable, prompt) = (at.AddSeconds(5), prompt, prompt + 800);
        }

        return (bill, new UpcomingCall(at, prompt, stable, OutputBound: 500));
    }

    /// <summary>Shorter than the guard's reserve, or longer than any cache lives.</summary>
    private static TimeSpan ShortOrLong(Random random) => random.Next(10) == 0 ? TimeSpan.FromMinutes(6) : TimeSpan.FromSeconds(random.Next(0, 9));

    private static TimeSpan AnyLength(Random random) => TimeSpan.FromSeconds(Math.Exp(random.NextDouble() * 7));
}
