using JusInfer.Portal.Gateway.Upstreams.Health;

namespace JusInfer.Portal.Tests.Gateway.Upstreams.Health;

[Trait("Promise", "P-24")]
public sealed class AccessDenialCounterTests
{
    private static readonly TeamId One = TeamId.New(DateTimeOffset.UnixEpoch);
    private static readonly TeamId Two = TeamId.New(DateTimeOffset.UnixEpoch);

    private readonly AccessDenialCounter counter = new();

    [Fact]
    public void Refusals_of_one_team_never_show_a_fault_while_another_one_calls()
    {
        Call(Two, seconds: 0);
        for (var second = 1; second < 3_600; second++) Refuse(One, second).ShouldBeFalse();
    }

    [Fact]
    public void Three_refusals_of_two_teams_within_a_minute_show_a_fault()
    {
        Refuse(One, 0).ShouldBeFalse();
        Refuse(One, 10).ShouldBeFalse();
        Refuse(Two, 50).ShouldBeTrue();
    }

    [Fact]
    public void Two_refusals_of_two_teams_show_nothing()
    {
        Refuse(One, 0).ShouldBeFalse();
        Refuse(Two, 1).ShouldBeFalse();
    }

    [Fact]
    public void Refusals_before_the_last_minute_do_not_count()
    {
        Refuse(Two, 0).ShouldBeFalse();
        Refuse(One, 61).ShouldBeFalse();
        Refuse(One, 62).ShouldBeFalse();
        Refuse(One, 63).ShouldBeFalse();
    }

    [Fact]
    public void Three_refusals_of_the_only_team_show_a_fault()
    {
        Refuse(One, 0).ShouldBeFalse();
        Refuse(One, 1).ShouldBeFalse();
        Refuse(One, 2).ShouldBeTrue();
    }

    [Fact]
    public void A_team_that_called_more_than_an_hour_ago_does_not_count()
    {
        Call(Two, 0);
        Refuse(One, 3_598).ShouldBeFalse();
        Refuse(One, 3_599).ShouldBeFalse();
        Refuse(One, 3_600).ShouldBeFalse();
        Refuse(One, 3_601).ShouldBeTrue();
    }

    [Fact]
    public void A_success_in_between_shows_that_the_endpoint_is_not_at_fault()
    {
        Refuse(One, 0);
        Refuse(Two, 1);
        counter.Clear();

        Refuse(One, 2).ShouldBeFalse();
        Refuse(Two, 3).ShouldBeFalse();
        Refuse(One, 4).ShouldBeTrue();
    }

    private void Call(TeamId team, int seconds) => counter.RecordCall(team, TimeSpan.FromSeconds(seconds));

    private bool Refuse(TeamId team, int seconds)
    {
        Call(team, seconds);
        return counter.RecordDenial(team, TimeSpan.FromSeconds(seconds));
    }
}
