extern alias evaluation;
using evaluation::JusInfer.Routing.Evaluation.Economics;

namespace JusInfer.Portal.Tests.Routing.Evaluation;

public sealed class CallSessionTests
{
    private static readonly CallSession Session = new("task", [new SessionCall("look", 1_000, 40), new SessionCall("edit", 3_000, 50), new SessionCall("run", 2_500, 60)]);

    [Fact]
    public void A_call_adds_what_the_next_prompt_has_more()
    {
        Session.GrowthAfter(0).ShouldBe(2_000);
        Session.GrowthAfter(1).ShouldBe(0);
        Session.GrowthAfter(2).ShouldBe(60);
        Enumerable.Range(0, 3).Select(Session.Repeated).ShouldBe([0, 1_000, 2_500]);
    }

    [Fact]
    public void A_session_of_twice_the_calls_does_each_one_twice()
    {
        // The second look sees the result of the first, and adds 35 % of its 2,000 tokens.
        Session.Longer(2).Calls.ShouldBe(
        [
            new SessionCall("look", 1_000, 40), new SessionCall("look", 3_000, 40),
            new SessionCall("edit", 3_700, 50), new SessionCall("edit", 3_700, 50),
            new SessionCall("run", 3_200, 60), new SessionCall("run", 3_260, 60),
        ]);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(1.3, 13)]
    [InlineData(2.5, 25)]
    public void Further_calls_are_a_multiple_of_the_recorded_ones(double factor, int expected)
    {
        var session = new CallSession("task", [.. Enumerable.Range(1, 10).Select(static i => new SessionCall("look", i * 1_000, 10))]);

        session.Longer(factor).Calls.Count.ShouldBe(expected);
    }

    [Theory]
    [InlineData("look", true)]
    [InlineData("run", true)]
    [InlineData("submit", true)]
    [InlineData("edit", false)]
    [InlineData("write_script", false)]
    [InlineData("other", false)]
    public void Steps_that_change_no_file_are_tactical(string action, bool expected) => new SessionCall(action, 1, 1).IsTactical.ShouldBe(expected);
}
