using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;

namespace JusInfer.Portal.Tests.Usage.Feedback;

public sealed class TaskCompletionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Reports_are_counted_by_group()
    {
        var completion = TaskCompletion.From([Of("a", true), Of("b", false), Of("c", true, RoutingGroup.Control), Of("d", true, group: null)]);

        completion.Routed.ShouldBe(new Proportion(1, 2));
        completion.Control.ShouldBe(new Proportion(1, 1));
    }

    [Fact]
    public void Of_several_reports_about_a_session_the_last_one_counts() =>
        TaskCompletion.From([Of("a", true, by: "one"), Of("a", false, by: "two", minutes: 1)]).Routed.ShouldBe(new Proportion(0, 1));

    [Fact]
    public void A_report_about_a_session_outranks_later_ones_about_its_calls()
    {
        var ofCall = Of("a", false, minutes: 5) with { Subject = FeedbackSubject.Request, SubjectId = "req_1" };

        TaskCompletion.From([ofCall, Of("a", true)]).Routed.ShouldBe(new Proportion(1, 1));
        TaskCompletion.From([ofCall]).Routed.ShouldBe(new Proportion(0, 1));
        TaskCompletion.From([ofCall with { RunId = null }, Of("a", true)]).Routed.ShouldBe(new Proportion(1, 2));
    }

    [Fact]
    public void A_session_with_reports_of_both_groups_does_not_count() =>
        TaskCompletion.From([Of("a", true), Of("a", true, RoutingGroup.Control, by: "two")]).IsEmpty.ShouldBeTrue();

    [Fact]
    public void Tasks_with_signs_of_trouble_are_counted_whatever_their_outcome()
    {
        var completion = TaskCompletion.From([Of("a", true) with { Trouble = true }, Of("a", true, by: "two", minutes: 1), Of("b", false), Of("c", false, RoutingGroup.Control) with { Trouble = true }]);

        (completion.RoutedTrouble, completion.ControlTrouble).ShouldBe((1, 1));
    }

    [Theory]
    [InlineData(30, 30, true)]
    [InlineData(29, 3_000, false)]
    [InlineData(3_000, 29, false)]
    public void A_comparison_needs_thirty_tasks_in_each_group(int routed, int control, bool isCompared) =>
        new TaskCompletion(new Proportion(routed, routed), new Proportion(control, control)).Difference.HasValue.ShouldBe(isCompared);

    private static FeedbackReport Of(string session, bool ok, RoutingGroup? group = RoutingGroup.Routed, string by = "mem", int minutes = 0) => new()
    {
        TeamId = default,
        Subject = FeedbackSubject.Session,
        SubjectId = session,
        Reporter = by,
        Ok = ok,
        At = Noon.AddMinutes(minutes),
        RunId = session,
        Group = group,
    };
}
