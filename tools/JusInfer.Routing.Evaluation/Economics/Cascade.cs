using JusInfer.Routing.Evaluation.Sessions;

namespace JusInfer.Routing.Evaluation.Economics;

/// <summary>One model does a task, a check judges the result, and what it rejects another model does from the start; both are paid.</summary>
/// <param name="First">The model that begins.</param>
/// <param name="Then">The model for what the check rejects.</param>
/// <param name="Recall">The share of failed tasks that the check rejects.</param>
/// <param name="FalseAlarm">The share of completed tasks that it rejects.</param>
internal sealed record Cascade(string First, string Then, double Recall, double FalseAlarm)
{
    /// <summary>The expected outcome and bill of a task.</summary>
    public PortfolioCell CellOf(PortfolioTask task)
    {
        var (first, then) = (task.Cells[First], task.Cells[Then]);
        var (kept, lost) = (first.Resolved * (1 - FalseAlarm), (first.Resolved * FalseAlarm) + ((1 - first.Resolved) * Recall));
        return new PortfolioCell(kept + (lost * then.Resolved), first.CostUsd + (lost * then.CostUsd));
    }
}
