using System.Text;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Portal.Tests.Routing.Steps;

public sealed class TestRunTests
{
    [Theory]
    [InlineData("python -m pytest tests -q")]
    [InlineData("cd app && dotnet test --no-build")]
    [InlineData("cargo test parser")]
    [InlineData("go test ./...")]
    [InlineData("npx jest src")]
    [InlineData("npx vitest run")]
    [InlineData("npx mocha")]
    [InlineData("npm test")]
    [InlineData("npm run test:unit")]
    [InlineData("mvn -q test")]
    [InlineData("./gradlew check")]
    [InlineData("python -m unittest discover")]
    [InlineData("make test")]
    [InlineData("sed -i s/a/b/ a.py && pytest -q")]
    public void A_command_that_runs_tests_is_recognized(string command) => Recognize(command).ShouldBeTrue();

    [Theory]
    [InlineData("pip install pytest")]
    [InlineData("grep -rn pytest setup.cfg")]
    [InlineData("python - <<'EOF'\nimport pytest\nEOF")]
    [InlineData("python parser.py")]
    [InlineData("cat tests/test_parser.py")]
    public void A_command_that_only_names_a_runner_is_none(string command) => Recognize(command).ShouldBeFalse();

    [Fact]
    public void A_tool_for_tests_is_recognized_by_its_name()
    {
        TestRun.Recognize(StepAction.Run, "run_tests"u8, "{}"u8).ShouldBeTrue();
        TestRun.Recognize(StepAction.Look, "read_test"u8, "{}"u8).ShouldBeFalse();
    }

    [Theory]
    [InlineData("=== 2 failed, 14 passed in 0.31s ===")]
    [InlineData("FAILED tests/test_a.py::test_b - assert 1 == 2")]
    [InlineData("1 error in 0.12s")]
    [InlineData("Ran 3 tests in 0.1s\n\nFAILED (failures=1)")]
    [InlineData("Failed!  - Failed:     1, Passed:     6, Skipped:     0, Total:     7")]
    [InlineData("test result: FAILED. 3 passed; 1 failed; 0 ignored")]
    [InlineData("--- FAIL: TestParse (0.00s)\nFAIL\tgithub.com/a/b\t0.003s")]
    [InlineData("Tests:       1 failed, 5 passed, 6 total")]
    [InlineData(" Test Files  1 failed (1)\n      Tests  2 failed | 3 passed (5)")]
    [InlineData("  12 passing (20ms)\n  2 failing")]
    [InlineData("Tests run: 5, Failures: 1, Errors: 0, Skipped: 0")]
    [InlineData("Tests run: 5, Failures: 0, Errors: 2, Skipped: 0")]
    [InlineData("> There were failing tests. See the report at: build/reports")]
    [InlineData("14 examples, 1 failure")]
    [InlineData("83% tests passed, 1 tests failed out of 6")]
    [InlineData("assert x\n[exit code: 1]")]
    [InlineData("<returncode>1</returncode><output>no output</output>")]
    [InlineData("Process exited with code 101")]
    public void A_result_with_failing_tests_is_recognized(string result) => Fails(result).ShouldBeTrue();

    [Theory]
    [InlineData("=== 16 passed in 0.31s ===")]
    [InlineData("Ran 3 tests in 0.1s\n\nOK")]
    [InlineData("Passed!  - Failed:     0, Passed:     7, Skipped:     0, Total:     7")]
    [InlineData("test result: ok. 4 passed; 0 failed; 0 ignored")]
    [InlineData("ok  \tgithub.com/a/b\t0.003s")]
    [InlineData("Tests run: 5, Failures: 0, Errors: 0, Skipped: 0")]
    [InlineData("14 examples, 0 failures")]
    [InlineData("100% tests passed, 0 tests failed out of 6\n[exit code: 0]")]
    [InlineData("/usr/bin/python: No module named pytest\n[exit code: 1]")]
    [InlineData("bash: pytest: command not found\n[exit code: 127]")]
    [InlineData("")]
    public void A_result_without_failing_tests_is_none(string result) => Fails(result).ShouldBeFalse();

    [Fact]
    public void The_trail_knows_the_last_change_before_failing_tests()
    {
        var trail = default(StepHistory);
        Add("sed -i s/a/b/ a.py", "");
        Add("cat a.py", "3 failed");
        trail.FailsTests.ShouldBeFalse("it is no run of tests");
        Add("pytest", "3 failed");
        (trail.FailsTests, trail.StepsSinceChange).ShouldBe((true, 2));
        Add("ls", "a.py");
        trail.FailsTests.ShouldBeFalse();
        Add("git apply a.patch && pytest", "1 failed");
        (trail.FailsTests, trail.StepsSinceChange).ShouldBe((true, 0));

        void Add(string command, string result)
        {
            trail.AddTurn(""u8);
            trail.AddCall("bash"u8, Encoding.UTF8.GetBytes($$"""{"command":"{{command}}"}"""));
            trail.AddResult(Encoding.UTF8.GetBytes(result));
        }
    }

    [Fact]
    public void Tests_that_fail_before_any_change_are_no_fault_of_a_change()
    {
        var trail = default(StepHistory);
        trail.AddTurn(""u8);
        trail.AddCall("bash"u8, """{"command":"pytest"}"""u8);
        trail.AddResult("3 failed"u8);

        (trail.FailsTests, trail.StepsSinceChange).ShouldBe((true, null));
    }

    private static bool Recognize(string command) => TestRun.Recognize(ShellCommand.Classify(Encoding.UTF8.GetBytes(command)), [], Encoding.UTF8.GetBytes(command));

    private static bool Fails(string result) => TestRun.Fails(Encoding.UTF8.GetBytes(result));
}
