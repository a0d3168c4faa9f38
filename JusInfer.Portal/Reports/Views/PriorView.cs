using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Reports.Views;

/// <summary>How often a model completed tasks of one kind.</summary>
/// <param name="Model">The id of the model.</param>
/// <param name="Domain">The kind of work.</param>
/// <param name="Tasks">The number of tasks.</param>
/// <param name="ResolveRate">The part that was completed, 0 to 1.</param>
/// <param name="Harness">The agent that the model was run in; <c>own</c> for the team's.</param>
/// <param name="Source">Where it was published; <c>own</c> for the team's own tasks.</param>
/// <param name="Date">The day of the measurement, or of the last task.</param>
/// <param name="Flags">Known faults. A measurement with a flag is not used.</param>
internal sealed record PriorView(string Model, string Domain, int Tasks, double ResolveRate, string Harness, string Source, DateOnly Date, IReadOnlyList<string> Flags)
{
    public static PriorView From(string model, TaskPrior prior) => new(
        model, prior.Domain.ToString(), prior.Tasks, Math.Round(prior.ResolveRate, 4), prior.Harness, prior.Source, prior.Date, prior.Flags);
}
