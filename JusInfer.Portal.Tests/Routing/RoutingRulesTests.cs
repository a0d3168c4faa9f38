using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Tests.Routing;

/// <summary>Which sessions are in the control group, and which may get another model.</summary>
public sealed class RoutingRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly TeamId Team = TeamId.Parse("ten_019a0000000070008000000000000001", provider: null);
    private static readonly KeyId Key = KeyId.Parse("key_019a0000000070008000000000000002", provider: null);

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void The_share_of_a_control_group_is_kept(double share)
    {
        const int Sessions = 20_000;
        var rules = new RoutingRules { ControlShare = share };

        var control = Enumerable.Range(0, Sessions).Count(number => rules.GroupOf(SampleOf($"run-{number}")) == SessionGroup.Control);
        var unnamed = Enumerable.Range(0, Sessions).Count(number => rules.GroupOf(PromptSessionId.Create(Team, Key, null, (ulong)number).Sample) == SessionGroup.Control);

        // Five standard deviations.
        var tolerance = 5 * Math.Sqrt(share * (1 - share) * Sessions);
        ((double)control).ShouldBe(share * Sessions, tolerance);
        ((double)unnamed).ShouldBe(share * Sessions, tolerance);
    }

    [Fact]
    public void A_larger_share_moves_no_session_out_of_the_control_group()
    {
        var (few, many) = (new RoutingRules { ControlShare = 0.05 }, new RoutingRules { ControlShare = 0.2 });
        foreach (var sample in Enumerable.Range(0, 2_000).Select(number => SampleOf($"run-{number}")).Where(sample => few.GroupOf(sample) == SessionGroup.Control))
            many.GroupOf(sample).ShouldBe(SessionGroup.Control);
    }

    [Fact]
    public void A_session_is_in_the_same_group_on_every_node_and_after_a_restart()
    {
        SampleOf("nightly-42").ShouldBe(13961531184342069747UL);
        SampleOf("nightly-43").ShouldNotBe(SampleOf("nightly-42"));
        PromptSessionId.Create(TeamId.New(Noon), Key, "nightly-42", 0).Sample.ShouldNotBe(SampleOf("nightly-42"));
        PromptSessionId.Create(Team, KeyId.New(Noon), "nightly-42", 7).Sample.ShouldBe(SampleOf("nightly-42"));
    }

    [Fact]
    public void Another_models_share_is_independent_of_the_group()
    {
        var rules = new RoutingRules { ControlShare = 0.5, SessionModelShare = 0.5 };
        var sessions = Enumerable.Range(0, 20_000).Select(number => SampleOf($"run-{number}")).ToArray();

        var both = sessions.Count(sample => rules.GroupOf(sample) == SessionGroup.Routed && rules.MayReplaceBaseline(sample));

        ((double)both).ShouldBe(5_000, 5 * Math.Sqrt(0.25 * 0.75 * 20_000));
    }

    [Fact]
    public void Without_a_share_there_is_no_group_and_no_other_model()
    {
        RoutingRules.Default.GroupOf(1).ShouldBeNull();
        RoutingRules.Default.MayReplaceBaseline(1).ShouldBeFalse();
    }

    private static ulong SampleOf(string session) => PromptSessionId.Create(Team, Key, session, 0).Sample;
}
