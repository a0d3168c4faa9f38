extern alias evaluation;
using evaluation::JusInfer.Routing.Evaluation.Economics;
using evaluation::JusInfer.Routing.Evaluation.Sessions;

namespace JusInfer.Portal.Tests.Routing.Evaluation;

public sealed class CascadeTests
{
    private const string First = "small", Then = "large";

    [Fact]
    public void A_perfect_check_repeats_the_failed_tasks_only()
    {
        var cascade = new Cascade(First, Then, Recall: 1, FalseAlarm: 0);

        cascade.CellOf(Task(first: 1, then: 0)).ShouldBe(new PortfolioCell(1, 0.25));
        cascade.CellOf(Task(first: 0, then: 1)).ShouldBe(new PortfolioCell(1, 1.25));
        cascade.CellOf(Task(first: 0, then: 0)).ShouldBe(new PortfolioCell(0, 1.25));
    }

    [Theory]
    [InlineData(1, 1, 1, 0.45)] // A false alarm costs the second model, which completes the task too.
    [InlineData(1, 0, 0.8, 0.45)] // It loses a completed task.
    [InlineData(0, 1, 0.7, 0.95)] // Seven of ten failures are found, and the second model is paid for those.
    [InlineData(0, 0, 0, 0.95)]
    public void A_check_that_errs_pays_and_loses_by_its_shares(double first, double then, double completed, double cost)
    {
        var cell = new Cascade(First, Then, Recall: 0.7, FalseAlarm: 0.2).CellOf(Task(first, then));

        cell.Resolved.ShouldBe(completed, 1e-12);
        cell.CostUsd.ShouldBe(cost, 1e-12);
    }

    private static PortfolioTask Task(double first, double then) => new(
        "benchmark", "fix/python", "task", new Dictionary<string, PortfolioCell> { [First] = new(first, 0.25), [Then] = new(then, 1) }, null);
}
