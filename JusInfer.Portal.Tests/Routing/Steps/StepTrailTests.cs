using System.Text;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Portal.Tests.Routing.Steps;

public sealed class StepTrailTests
{
    [Fact]
    public void A_session_with_tools_and_one_with_fenced_commands_have_the_same_course()
    {
        var (tools, text) = (default(StepTrail), default(StepTrail));
        tools.AddUser("Fix the bug"u8);
        text.AddUser("Fix the bug"u8);
        foreach (var (command, result) in ((string, string)[])[("ls", "a.py"), ("python a.py", "Traceback (most recent call last)"), ("sed -i 's/a/b/' a.py", ""), ("python a.py", "1 passed")])
        {
            tools.AddTurn("I do it"u8);
            tools.AddCall("Bash"u8, Bytes($$"""{"command":"{{command}}"}"""));
            tools.AddResult(Bytes(result));
            text.AddTurn(Bytes($"I do it\n\n```bash\n{command}\n```"));
            text.AddUser(Bytes(result));
        }

        foreach (var trail in (StepTrail[])[tools, text])
        {
            Enumerable.Range(0, 5).Select(step => trail.Action(step))
                .ShouldBe([StepAction.Run, StepAction.Edit, StepAction.Run, StepAction.Look, StepAction.None]);
            trail.Steps.ShouldBe(4);
            trail.Count(StepAction.Run).ShouldBe(2);
            trail.StepsSince(StepAction.Edit).ShouldBe(1);
            trail.StepsSince(StepAction.Write).ShouldBe(4);
            trail.Errors.ShouldBe(1);
            trail.ErrorBits.ShouldBe(0b0100u);
            trail.IsRepeated.ShouldBeTrue();
            trail.EndsWithResult.ShouldBeTrue();
            trail.LastSigns.ShouldBe(ResultSigns.Passed | ResultSigns.Empty);
        }
    }

    [Fact]
    public void A_turn_with_several_calls_counts_as_the_change_of_files_in_it()
    {
        var trail = default(StepTrail);
        trail.AddTurn(""u8);
        trail.AddCall("Read"u8, "{}"u8);
        trail.AddCall("Edit"u8, "{}"u8);
        trail.AddCall("Read"u8, "{}"u8);
        trail.AddResult("ok"u8);
        trail.AddResult("ok"u8);

        trail.Steps.ShouldBe(1);
        trail.Action(0).ShouldBe(StepAction.Edit);
    }

    [Fact]
    public void A_reply_of_the_model_is_followed_by_a_message_of_the_user()
    {
        var trail = default(StepTrail);
        trail.AddUser("What is this?"u8);
        trail.AddTurn("A parser."u8);
        trail.AddUser("Thanks"u8);

        trail.Action(0).ShouldBe(StepAction.Reply);
        trail.EndsWithResult.ShouldBeFalse();
        trail.FirstPromptBytes.ShouldBe(13);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
