using System.Text;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Portal.Tests.Routing.Steps;

public sealed class StepHistoryTests
{
    [Fact]
    public void A_session_with_tools_and_one_with_fenced_commands_have_the_same_course()
    {
        var (tools, text) = (default(StepHistory), default(StepHistory));
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

        foreach (var trail in (StepHistory[])[tools, text])
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
        var trail = default(StepHistory);
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
        var trail = default(StepHistory);
        trail.AddUser("What is this?"u8);
        trail.AddTurn("A parser."u8);
        trail.AddUser("Thanks"u8);

        trail.Action(0).ShouldBe(StepAction.Reply);
        trail.EndsWithResult.ShouldBeFalse();
        trail.FirstPromptBytes.ShouldBe(13);
    }

    [Fact]
    public void Kinds_of_steps_are_counted_from_the_last_change_of_files_on()
    {
        var trail = default(StepHistory);
        trail.AddUser("Fix the bug"u8);
        Step(ref trail, "ls src", "a.py");
        Step(ref trail, "sed -i 's/a/b/' a.py", "12345");
        Step(ref trail, "touch b.py", "123");
        Step(ref trail, "grep -n b a.py", "1234567");
        Step(ref trail, "sed -n '1,9p' a.py", "12");

        Enumerable.Range(0, StepHistory.ShownKinds).Select(step => trail.Kind(step)).ShouldBe([CommandKind.Excerpt, CommandKind.Search, CommandKind.Edit]);
        trail.CountSinceChange(CommandKind.List).ShouldBe(0);
        trail.CountSinceChange(CommandKind.Search).ShouldBe(1);
        trail.CountSinceChange(CommandKind.Excerpt).ShouldBe(1);
        (trail.ChangesSinceRun, trail.BytesSinceChange, trail.ResultBytes, trail.Results).ShouldBe((2, 12, 21, 5));
        (trail.LastResultBytes, trail.PreviousResultBytes).ShouldBe((2, 7));
        trail.LastCommandBytes.ShouldBe("sed -n '1,9p' a.py\n".Length);
        trail.PreviousOutputBytes.ShouldBe("```bash\ngrep -n b a.py\n```".Length);

        Step(ref trail, "python a.py", "ok");
        trail.ChangesSinceRun.ShouldBe(0);
    }

    private static void Step(ref StepHistory trail, string command, string result)
    {
        trail.AddTurn(Bytes($"```bash\n{command}\n```"));
        trail.AddUser(Bytes(result));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
