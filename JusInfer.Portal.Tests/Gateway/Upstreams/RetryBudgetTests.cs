using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

[Trait("Promise", "P-24")]
public sealed class RetryBudgetTests
{
    private readonly ManualTime time = new();
    private readonly RetryBudget budget;

    public RetryBudgetTests() => budget = new RetryBudget(floor: 20, time);

    [Fact]
    public void A_small_installation_has_twenty_a_minute()
    {
        SpendAll().ShouldBe(20);

        time.Advance(TimeSpan.FromSeconds(59));
        SpendAll().ShouldBe(0);

        time.Advance(TimeSpan.FromSeconds(10));
        SpendAll().ShouldBe(20);
    }

    [Fact]
    public void Each_ten_calls_earn_one_more()
    {
        for (var call = 0; call < 1_000; call++) budget.Earn();

        budget.Left.ShouldBe(120);
        SpendAll().ShouldBe(120);
    }

    [Fact]
    public void A_quiet_hour_saves_nothing_up()
    {
        for (var call = 0; call < 1_000; call++) budget.Earn();
        time.Advance(TimeSpan.FromHours(1));

        SpendAll().ShouldBe(20);
    }

    [Fact]
    public void In_any_minute_it_allows_no_more_than_the_floor_and_a_tenth_of_the_calls()
    {
        var random = new Random(4);
        var (calls, spent) = (new List<DateTimeOffset>(), new List<DateTimeOffset>());
        for (var i = 0; i < 20_000; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(random.Next(60)));
            budget.Earn();
            calls.Add(time.GetUtcNow());
            while (random.Next(3) > 0 && budget.TrySpend()) spent.Add(time.GetUtcNow());
        }

        foreach (var start in calls.Where((_, index) => index % 97 == 0))
        {
            // A count may be remembered a twelfth longer than a minute.
            var inMinute = spent.Count(at => at >= start && at < start.AddSeconds(60));
            inMinute.ShouldBeLessThanOrEqualTo(20 + (calls.Count(at => at >= start.AddSeconds(-65) && at < start.AddSeconds(60)) / 10));
        }
    }

    private int SpendAll()
    {
        var spent = 0;
        while (budget.TrySpend()) spent++;
        return spent;
    }
}
