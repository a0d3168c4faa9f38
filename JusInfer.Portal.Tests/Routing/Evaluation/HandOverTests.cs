extern alias evaluation;
using evaluation::JusInfer.Routing.Evaluation.Sessions;

namespace JusInfer.Portal.Tests.Routing.Evaluation;

public sealed class HandOverTests
{
    private const string Baseline = "large", Beginner = "small";

    [Fact]
    public void After_too_many_calls_the_baseline_does_the_task_and_the_first_calls_are_paid_too()
    {
        var choose = SessionPolicies.HandOverAfter(Beginner, 12)([], Baseline);

        choose(Task(calls: 12)).CellOf(Task(calls: 12), Baseline).ShouldBe(new PortfolioCell(0, 0.24, 12));
        var handed = choose(Task(calls: 48)).CellOf(Task(calls: 48), Baseline);

        handed.Resolved.ShouldBe(1);
        handed.CostUsd.ShouldBe((0.24 * 12 / 48) + 1, 1e-12);
    }

    [Fact]
    public void Of_several_hand_overs_the_cheapest_one_is_chosen_that_keeps_the_quality_of_the_seen_tasks()
    {
        // Tasks that take more than 20 calls are not completed by the small model.
        PortfolioTask[] seen = [.. Enumerable.Range(1, 40).Select(static calls => Task(calls, calls <= 20 ? 1 : 0))];

        var choose = SessionPolicies.Best(SessionPolicies.HandOversByCalls(Beginner), 0.95)(seen, Baseline);

        // One more call per task would lose a third one of 40, which is less than 95 %.
        choose(seen[0]).LimitCalls.ShouldBe(22);
        SessionPolicies.Best([SessionPolicies.Always(Beginner)], 0.95)(seen, Baseline)(seen[0]).Model.ShouldBe(Baseline);
    }

    private static PortfolioTask Task(int calls, double resolved = 0) => new(
        "benchmark", "fix/python", $"task-{calls}", new Dictionary<string, PortfolioCell> { [Baseline] = new(1, 1), [Beginner] = new(resolved, 0.24, calls) }, null);
}
