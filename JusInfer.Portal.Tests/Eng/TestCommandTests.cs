using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Eng;

/// <summary>
/// What <c>bash eng/test.sh</c> runs, runs again, counts and says, with a runner that does what the test has planned for each of its runs.
/// </summary>
[Slow]
public sealed class TestCommandTests : IDisposable
{
    private const string Unit = "JusInfer.Portal.Tests";
    private const string Browser = "JusInfer.E2E";

    private readonly PlannedTestCommand command = new();

    [Fact]
    public async Task Every_stage_runs_and_the_last_line_counts_its_tests()
    {
        command.Plan(Unit, PlannedRun.Of("A.One passes", "A.Two skips"));

        var run = await command.RunAsync();

        run.Exit.ShouldBe(0, run.Output);
        run.Lines.ShouldContain("The compiler to machine code could not be restored; the tests take longer.", "which is no failure");
        run.Lines[^2..].ShouldBe(["0 flaky", "4 passed, 0 failed, 1 skipped"]);
        command.RunsOf(Unit).ShouldHaveSingleItem().ShouldContain("-trait- Stage=Suites");
        command.RunsOf(Browser).Count.ShouldBe(1);
        command.RunsOf("suites").ShouldHaveSingleItem().ShouldContain("-trait Stage=Suites");
        command.RunsOf("JusInfer.Clients").Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_test_that_always_fails_has_failed_after_three_runs_and_the_other_stages_run()
    {
        command.Plan(Unit, PlannedRun.Of("A.One passes", "A.Two fails"), PlannedRun.Of("A.Two fails"), PlannedRun.Of("A.Two fails"));

        var run = await command.RunAsync();

        run.Exit.ShouldBe(1);
        run.Lines.ShouldContain("FAILED N.A.Two");
        run.Lines.ShouldContain("      N.A.Two said \"<no>\"", "near the end, for those who have only the end of the output");
        run.Lines[^4..].ShouldBe(["Failed:", "  N.A.Two", "0 flaky", "4 passed, 1 failed, 0 skipped"]);
        command.RunsOf(Unit).Count.ShouldBe(3);
        command.RunsOf(Browser).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_test_that_passes_when_it_runs_again_alone_is_flaky_and_counts_as_passed(int failures)
    {
        var again = Enumerable.Repeat(PlannedRun.Of("A.Two fails"), failures - 1);
        command.Plan(Unit, [PlannedRun.Of("A.One passes", "A.Two fails"), .. again, PlannedRun.Of("A.Two passes")]);

        var run = await command.RunAsync();

        run.Exit.ShouldBe(0, run.Output);
        run.Lines.ShouldContain("FLAKY N.A.Two");
        run.Lines.ShouldContain("      N.A.Two said \"<no>\"", "the text of its first failure");
        run.Lines[^2..].ShouldBe(["1 flaky", "5 passed, 0 failed, 0 skipped"]);
        command.RunsOf(Unit)[1..].ShouldAllBe(static one => one.Contains("-trait- Stage=Suites -parallelMode none -method N.A.Two "));
        command.RunsOf(Unit).Count.ShouldBe(failures + 1);
    }

    [Fact]
    public async Task Five_flaky_tests_pass_and_six_fail_the_run()
    {
        string[] names = ["A.One", "A.Two", "A.Three", "A.Four", "A.Five"];
        command.Plan(Unit, PlannedRun.Of(names, "fails"), PlannedRun.Of(names, "passes"));
        (await command.RunAsync()).Exit.ShouldBe(0);

        command.Plan(Browser, PlannedRun.Of("B.Six fails"), PlannedRun.Of("B.Six passes"));
        var run = await command.RunAsync();

        run.Exit.ShouldBe(1);
        run.Lines[^2..].ShouldBe(["6 flaky: more than 5, so the run has failed", "8 passed, 0 failed, 0 skipped"]);
    }

    [Fact]
    public async Task Ten_failures_of_a_stage_run_again_and_eleven_do_not()
    {
        command.Plan(Unit, PlannedRun.Of(Enumerable.Range(1, 11).Select(static number => $"A.Number{number}"), "fails"));
        command.Plan(Browser, PlannedRun.Of(Enumerable.Range(1, 10).Select(static number => $"B.Number{number}"), "fails"));

        var run = await command.RunAsync();

        run.Exit.ShouldBe(1);
        run.Lines[^2..].ShouldBe(["0 flaky", "2 passed, 21 failed, 0 skipped"]);
        command.RunsOf(Unit).Count.ShouldBe(1);
        command.RunsOf(Browser).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_runner_that_crashes_leaves_no_results_and_has_failed()
    {
        command.Plan(Unit, PlannedRun.Crash);
        command.Plan(Browser, PlannedRun.Of("B.One fails"), PlannedRun.Crash, PlannedRun.Of("B.One passes"));

        var run = await command.RunAsync();

        run.Exit.ShouldBe(1);
        run.Lines.ShouldContain("  JusInfer.Portal.Tests ended without results (exit code 134)");
        run.Lines[^2..].ShouldBe(["1 flaky", "3 passed, 1 failed, 0 skipped"]);
        command.RunsOf(Unit).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_runner_whose_exit_code_contradicts_its_results_has_failed_and_so_has_one_without_tests()
    {
        command.Plan(Unit, PlannedRun.Of("A.One passes") with { Exit = 139 });
        command.Plan(Browser, PlannedRun.Of());

        var run = await command.RunAsync();

        run.Exit.ShouldBe(1);
        run.Lines.ShouldContain("  JusInfer.Portal.Tests ended with exit code 139");
        run.Lines.ShouldContain("  JusInfer.E2E has run no test");
    }

    [Fact]
    public async Task A_row_is_known_by_its_display_name_and_another_one_that_fails_then_is_a_new_failure()
    {
        command.Plan(
            Unit,
            PlannedRun.Of("A.Rows(1) fails", "A.Rows(2) passes"),
            PlannedRun.Of("A.Rows(1) passes", "A.Rows(2) fails"),
            PlannedRun.Of("A.Rows(1) passes", "A.Rows(2) fails"));

        var run = await command.RunAsync();

        run.Exit.ShouldBe(1);
        run.Lines.ShouldContain("FLAKY N.A.Rows(1)");
        run.Lines[^4..].ShouldBe(["Failed:", "  N.A.Rows(2)", "1 flaky", "4 passed, 1 failed, 0 skipped"]);
    }

    [Theory]
    [InlineData("A.Two passes")]
    [InlineData("A.One skips")]
    [InlineData("A.One passes", "A.One fails")]
    public async Task A_test_that_did_not_pass_when_it_ran_again_stays_failed(params string[] again)
    {
        command.Plan(Unit, PlannedRun.Of("A.One fails"), PlannedRun.Of(again), PlannedRun.Of(again));

        var run = await command.RunAsync();

        run.Exit.ShouldBe(1);
        run.Lines.ShouldContain("  N.A.One");
        run.Lines[^2].ShouldBe("0 flaky");
    }

    [Fact]
    public async Task A_fixture_that_fails_counts_once_and_its_whole_class_runs_again()
    {
        command.Plan(Unit, PlannedRun.Of("A.One fixture", "A.Two fixture", "B.One passes"), PlannedRun.Of("A.One passes", "A.Two passes"));
        command.Plan(Browser, PlannedRun.Of("C.One fixture", "C.Two fixture"));

        var run = await command.RunAsync();

        run.Exit.ShouldBe(1);
        run.Lines.ShouldContain("FLAKY N.A (fixture)");
        run.Lines[^4..].ShouldBe(["Failed:", "  N.C (fixture)", "1 flaky", "5 passed, 1 failed, 0 skipped"]);
        command.RunsOf(Unit)[1].ShouldContain("-method N.A.* ");
    }

    [Fact]
    public async Task An_error_of_cleaning_up_runs_its_class_again()
    {
        command.Plan(Unit, PlannedRun.Of("A.One passes", "A cleanup"), PlannedRun.Of("A.One passes"));
        command.Plan(Browser, PlannedRun.Of("B.One passes", "B cleanup"), PlannedRun.Of("B.One skips"), PlannedRun.Of("B.One skips"));

        var run = await command.RunAsync();

        run.Exit.ShouldBe(1);
        run.Lines.ShouldContain("FLAKY N.A (test-class-cleanup)");
        run.Lines[^4..].ShouldBe(["Failed:", "  N.B (test-class-cleanup)", "1 flaky", "4 passed, 1 failed, 0 skipped"]);
        command.RunsOf(Unit)[1].ShouldContain("-method N.A.* ");
    }

    [Fact]
    public async Task An_error_of_cleaning_up_after_all_tests_runs_the_stage_again()
    {
        command.Plan(Unit, PlannedRun.Of("A.One passes", "B.Two fails", "Assembly cleanup"), PlannedRun.Of("A.One passes", "B.Two passes"));
        var always = PlannedRun.Of("B.One passes", "Assembly cleanup");
        command.Plan(Browser, always, always, always);

        var run = await command.RunAsync();

        run.Exit.ShouldBe(1);
        run.Lines.ShouldContain("FLAKY /bin/N.dll (assembly-cleanup)");
        run.Lines[^4..].ShouldBe(["Failed:", "  /bin/N.dll (assembly-cleanup)", "2 flaky", "5 passed, 1 failed, 0 skipped"]);
        command.RunsOf(Unit)[1].ShouldBe(command.RunsOf(Unit)[0].Replace("JusInfer.Portal.Tests.xml", "JusInfer.Portal.Tests.again-1.xml"));
        command.RunsOf(Browser).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_stage_with_a_test_that_never_ends_runs_once_more_and_names_it()
    {
        using var hasty = new PlannedTestCommand { HungAfter = TimeSpan.FromSeconds(1) };
        hasty.Plan(Unit, PlannedRun.Hangs, PlannedRun.Of("A.One passes", "A.Two passes"));
        hasty.Plan(Browser, PlannedRun.Hangs, PlannedRun.Hangs);

        var run = await hasty.RunAsync();

        run.Exit.ShouldBe(1);
        run.Lines.ShouldContain("FLAKY N.A.Two");
        run.Lines.ShouldContain("  JusInfer.E2E did not end within 1 s: N.A.Two");
        run.Lines[^2..].ShouldBe(["1 flaky", "4 passed, 1 failed, 0 skipped"]);
        hasty.RunsOf(Unit).Count.ShouldBe(2);
        hasty.RunsOf(Browser).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_process_that_a_runner_leaves_behind_is_not_waited_for()
    {
        command.Plan(Unit, PlannedRun.Of("A.One passes") with { LeavesProcess = true });

        var run = await command.RunAsync().WaitAsync(TimeSpan.FromSeconds(50), TestContext.Current.CancellationToken);

        run.Exit.ShouldBe(0, run.Output);
    }

    [Fact]
    public async Task With_fast_fail_a_stage_with_failures_is_the_last_one_and_the_others_are_named()
    {
        command.Plan(Browser, [.. Enumerable.Repeat(PlannedRun.Of("B.One fails"), 3)]);

        var run = await command.RunAsync("--fast-fail");

        run.Exit.ShouldBe(1);
        run.Lines[^3..].ShouldBe(["Not run: suites, JusInfer.Clients, style", "0 flaky", "1 passed, 1 failed, 0 skipped"]);
    }

    [Fact]
    public async Task Ctrl_C_ends_the_run_and_names_what_was_not_run()
    {
        command.Plan(Browser, PlannedRun.Interrupted);

        var run = await command.RunAsync();

        run.Exit.ShouldBe(130);
        run.Lines.ShouldContain("Not run: suites, JusInfer.Clients, style");
        run.Lines[^1].ShouldBe("Interrupted.");
        command.RunsOf("suites").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_build_that_fails_ends_everything()
    {
        command.FailBuild();

        var run = await command.RunAsync();

        run.Exit.ShouldBe(1);
        command.RunsOf(Unit).ShouldBeEmpty();
        run.Output.ShouldNotContain("passed");
    }

    [Fact]
    public async Task A_stage_whose_results_cannot_be_read_fails_the_run()
    {
        command.FailReading();

        (await command.RunAsync()).Exit.ShouldBe(1);
    }

    [Fact]
    public async Task A_style_that_fails_fails_the_run()
    {
        command.FailFormat();

        var run = await command.RunAsync();

        run.Exit.ShouldBe(1);
        run.Lines[^3].ShouldStartWith("  style: see above");
        run.Lines[^1].ShouldBe("4 passed, 1 failed, 0 skipped");
    }

    [Fact]
    public async Task What_analyzers_find_fails_the_run_after_all_stages()
    {
        command.Find("A.cs(8,5): error MA0009: Slow.");

        var run = await command.RunAsync();

        run.Exit.ShouldBe(1);
        run.Lines[^3].ShouldStartWith("  style: see above");
        run.Output.ShouldContain("A.cs(8,5): error MA0009: Slow.");
        run.Lines[^1].ShouldBe("4 passed, 1 failed, 0 skipped");
    }

    [Theory]
    [InlineData("--all")]
    [InlineData("--quick", "--fast-fail")]
    public async Task An_unknown_option_prints_the_usage(params string[] options)
    {
        var run = await command.RunAsync(options);

        run.Exit.ShouldBe(64);
        run.Lines[0].ShouldBe(
            "Runs the tests. Usage: bash eng/test.sh [--changed [COMMIT] | --quick | --fast-fail | --full-matrix | --slowest]");
        command.RunsOf(Unit).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_slowest_classes_of_the_last_run_are_listed()
    {
        (await command.RunAsync("--slowest")).Exit.ShouldBe(1, "nothing has run");
        command.Plan(Unit, PlannedRun.Of("Fast.One passes", "Slow.One passes in 2", "Slow.Two passes in 3"));
        await command.RunAsync();

        var run = await command.RunAsync("--slowest");

        run.Exit.ShouldBe(0, run.Output);
        run.Lines[1].Trim().ShouldBe("5.0      2  N.Slow");
    }

    public void Dispose() => command.Dispose();
}
