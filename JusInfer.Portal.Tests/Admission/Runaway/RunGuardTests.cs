using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Admission.Runaway;

public sealed class RunGuardTests : IDisposable
{
    private readonly ManualTime time = new();
    private readonly Signal<RecordClosed> closed = new();
    private readonly Records records = new();
    private readonly RunGuard guard;

    public RunGuardTests() => guard = new RunGuard(new RunawayOptions(), closed, time);

    public void Dispose() => guard.Dispose();

    [Theory]
    [InlineData(30)]
    [InlineData(60)]
    public void A_run_that_sends_the_same_request_again_and_again_is_paused(int max)
    {
        for (var i = 1; i < max; i++) Send(body: 1, max).ShouldBeNull();

        Send(body: 1, max).ShouldBe($"The run sent the same request {max} times in a row, each time after the answer to the one before.");
    }

    [Fact]
    public void Identical_requests_without_tools_and_a_named_run_never_pause_it() => SendMany(500, _ => Send(body: 1, max: null));

    [Fact]
    public void Alternating_requests_do_not_pause_a_run() => SendMany(500, i => Send(body: i % 2));

    [Fact]
    public void Identical_requests_of_different_runs_do_not_pause_them() => SendMany(500, i => Send(body: 1, session: $"run-{i % 20}"));

    [Fact]
    public void Requests_that_overlap_do_not_pause_a_run()
    {
        for (var i = 0; i < 100; i++)
        {
            var (first, second) = (records.Next(), records.Next());
            Begin(first, body: 1).PauseReason.ShouldBeNull();
            Begin(second, body: 1).PauseReason.ShouldBeNull();
            End(first);
            End(second);
        }
    }

    [Fact]
    public void A_request_that_overlaps_another_one_resets_the_count()
    {
        for (var i = 1; i < 30; i++) Send(body: 1).ShouldBeNull();
        var (first, second) = (records.Next(), records.Next());
        Begin(first, body: 2);
        Begin(second, body: 1).PauseReason.ShouldBeNull();
        End(first);
        End(second);

        for (var i = 1; i < 30; i++) Send(body: 1).ShouldBeNull();
        Send(body: 1).ShouldNotBeNull();
    }

    [Fact]
    public void Failed_requests_do_not_count() => SendMany(500, _ => Send(body: 1, status: 502));

    [Fact]
    public void After_a_pause_the_count_starts_from_zero()
    {
        for (var i = 1; i < 30; i++) Send(body: 1);
        Send(body: 1).ShouldNotBeNull();

        for (var i = 1; i < 30; i++) Send(body: 1).ShouldBeNull();
    }

    [Fact]
    public void Tool_calls_are_compared_after_20_results_of_about_the_same_size()
    {
        for (var i = 1; i < 20; i++) BeginAndEnd(resultBytes: 100 + (i % 3)).InspectsTools.ShouldBeFalse();

        BeginAndEnd(resultBytes: 100).InspectsTools.ShouldBeTrue();
    }

    [Theory]
    [InlineData(200)]
    [InlineData(null)]
    public void Another_result_or_message_resets_the_count_of_tool_results(int? other)
    {
        for (var i = 1; i < 20; i++) BeginAndEnd(resultBytes: 100);
        BeginAndEnd(other).InspectsTools.ShouldBeFalse();

        for (var i = 1; i < 19; i++) BeginAndEnd(resultBytes: 100).InspectsTools.ShouldBeFalse();
    }

    [Fact]
    public void A_run_is_paused_if_the_compared_tool_calls_are_identical() =>
        guard.Inspect(records.Team, "run", "read_file", 20)
            .ShouldBe("The model called read_file 20 times in a row with the same arguments, and got the same result each time.");

    [Fact]
    public void Tool_calls_that_differ_are_compared_again_when_20_can_be_identical()
    {
        for (var i = 1; i < 20; i++) BeginAndEnd(resultBytes: 100);
        BeginAndEnd(resultBytes: 100).InspectsTools.ShouldBeTrue();
        guard.Inspect(records.Team, "run", "read_file", 15).ShouldBeNull();

        for (var i = 1; i < 5; i++) BeginAndEnd(resultBytes: 100).InspectsTools.ShouldBeFalse();
        BeginAndEnd(resultBytes: 100).InspectsTools.ShouldBeTrue();
    }

    [Fact]
    public void The_least_recently_used_runs_are_removed_when_there_are_50_000()
    {
        for (var i = 1; i < 30; i++) Send(body: 1, session: "kept");
        for (var i = 0; i < RunGuard.MaxRuns - 1; i++) Send(body: i, session: $"run-{i}");
        time.Advance(TimeSpan.FromSeconds(1));
        var call = records.Next();
        guard.Begin(records.Team, "kept", new RunCall { Id = call.Id, BodyHash = 2 });
        End(call with { RunId = "kept" });
        for (var i = 1; i < 30; i++) Send(body: 1, session: "kept");

        Send(body: 1, session: "new");

        guard.Count.ShouldBeLessThan(RunGuard.MaxRuns);
        Send(body: 1, session: "kept").ShouldNotBeNull();
    }

    private static void SendMany(int count, Func<int, string?> send)
    {
        for (var i = 0; i < count; i++) send(i).ShouldBeNull();
    }

    /// <summary>Sends a request, waits for its answer, and returns why the run is paused.</summary>
    private string? Send(int body, int? max = 30, string session = "run", int status = 200)
    {
        var call = records.Next() with { RunId = session, Status = status };
        var decision = guard.Begin(records.Team, session, new RunCall { Id = call.Id, BodyHash = body, MaxRepeats = max });
        closed.Publish(new RecordClosed(call));
        return decision.PauseReason;
    }

    private RunDecision BeginAndEnd(int? resultBytes)
    {
        var call = records.Next();
        var decision = Begin(call, body: call.DurationMs, resultBytes);
        End(call);
        return decision;
    }

    private RunDecision Begin(UsageRecord call, long body, int? resultBytes = null) =>
        guard.Begin(records.Team, "run", new RunCall { Id = call.Id, BodyHash = body, MaxRepeats = 30, ToolResultBytes = resultBytes });

    private void End(UsageRecord call) => closed.Publish(new RecordClosed(call with { RunId = call.RunId == "kept" ? "kept" : "run", Status = 200 }));
}
