using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

[Trait("Promise", "P-24")]
public sealed class RetryBudgetTests
{
    private static readonly TeamId Team = TeamId.New(DateTimeOffset.UnixEpoch);
    private static readonly TeamId Other = TeamId.New(DateTimeOffset.UnixEpoch);

    private readonly ManualTime time = new();
    private RetryBudget budget;

    public RetryBudgetTests() => budget = new RetryBudget(floor: 20, time);

    [Fact]
    public void Twenty_retries_a_minute_are_always_allowed()
    {
        SpendAll().ShouldBe(20);

        time.Advance(TimeSpan.FromSeconds(59));
        SpendAll().ShouldBe(0);

        time.Advance(TimeSpan.FromSeconds(10));
        SpendAll().ShouldBe(20);
    }

    [Fact]
    public void Every_ten_calls_allow_one_more_retry()
    {
        for (var call = 0; call < 1_000; call++) budget.RecordCall(Team);

        budget.Remaining.ShouldBe(120);
        SpendAll().ShouldBe(120);
    }

    [Fact]
    public void Unused_retries_do_not_accumulate()
    {
        for (var call = 0; call < 1_000; call++) budget.RecordCall(Team);
        time.Advance(TimeSpan.FromHours(1));

        SpendAll().ShouldBe(20);
    }

    [Fact]
    public void In_any_minute_at_most_the_floor_and_a_tenth_of_the_calls_are_retried()
    {
        var random = new Random(4);
        var (calls, spent) = (new List<DateTimeOffset>(), new List<DateTimeOffset>());
        for (var i = 0; i < 20_000; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(random.Next(60)));
            budget.RecordCall(Team);
            calls.Add(time.GetUtcNow());
            while (random.Next(3) > 0 && budget.TrySpend(Team)) spent.Add(time.GetUtcNow());
        }

        foreach (var start in calls.Where((_, index) => index % 97 == 0))
        {
            // A count lasts up to a twelfth longer than a minute.
            var inMinute = spent.Count(at => at >= start && at < start.AddSeconds(60));
            inMinute.ShouldBeLessThanOrEqualTo(20 + (calls.Count(at => at >= start.AddSeconds(-65) && at < start.AddSeconds(60)) / 10));
        }
    }

    [Fact]
    public void The_retries_of_one_team_leave_another_team_its_own()
    {
        for (var call = 0; call < 1_000; call++) budget.RecordCall(Team);
        SpendAll().ShouldBe(120);

        SpendAll(Other).ShouldBe(20);
    }

    [Fact]
    public void All_teams_together_have_twice_the_floor()
    {
        SpendAll(TeamId.New(DateTimeOffset.UnixEpoch)).ShouldBe(20);
        SpendAll(TeamId.New(DateTimeOffset.UnixEpoch)).ShouldBe(20);

        budget.Remaining.ShouldBe(0);
        SpendAll(TeamId.New(DateTimeOffset.UnixEpoch)).ShouldBe(0);
    }

    /// <summary>A stream was given up for a successor that the process then did not allow.</summary>
    [Fact]
    public void What_remains_for_a_team_is_limited_by_the_process_too()
    {
        SpendAll(TeamId.New(DateTimeOffset.UnixEpoch)).ShouldBe(20);
        budget.RemainingFor(Other).ShouldBe(20);
        SpendAll(TeamId.New(DateTimeOffset.UnixEpoch)).ShouldBe(20);

        budget.RemainingFor(Other).ShouldBe(0);
    }

    [Fact]
    public void Teams_above_the_maximum_share_one_budget()
    {
        budget = new RetryBudget(floor: 20_000, time);
        for (var team = 0; team < RetryBudget.MaxTeams; team++) budget.RecordCall(TeamId.New(DateTimeOffset.UnixEpoch));

        SpendAll().ShouldBe(20_000);
        budget.RemainingFor(Other).ShouldBe(0);

        // Teams without calls for a minute are not counted separately any longer.
        time.Advance(TimeSpan.FromMinutes(2));
        SpendAll().ShouldBe(20_000);
        budget.RemainingFor(Other).ShouldBe(20_000);
    }

    private int SpendAll(TeamId? team = null)
    {
        var spent = 0;
        while (budget.TrySpend(team ?? Team)) spent++;
        return spent;
    }
}
