using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Routing.Evaluation.Sessions;

/// <summary>Chooses a model for a task, after having seen other tasks.</summary>
/// <returns>For a task, the id of the chosen model, which has a result on the task.</returns>
internal delegate Func<PortfolioTask, string> SessionPolicy(IReadOnlyList<PortfolioTask> seen, string baseline);

/// <summary>The router's policy and those that it is compared with.</summary>
internal static class SessionPolicies
{
    private const int Neighbors = 40;

    public static SessionPolicy Ours(ShippedCatalog catalog, SessionModelOptions options) => (seen, baseline) =>
    {
        var models = PortfolioPriors.Models(catalog, seen);
        var own = models.Single(model => model.Id == baseline);
        var choices = seen.Select(task => task.Domain).Distinct()
            .ToDictionary(domain => domain, domain => SessionModel.Choose(TaskDomain.Parse(domain)!.Value, own, models, options, ShippedCatalog.Today, team: []).Model.Id);
        return task => choices.TryGetValue(task.Domain, out var choice) && task.Cells.ContainsKey(choice) ? choice : baseline;
    };

    public static SessionPolicy Always(string model) => (_, baseline) => task => task.Cells.ContainsKey(model) ? model : baseline;

    public static SessionPolicy Random() => (seen, _) => task =>
    {
        string[] models = [.. task.Cells.Keys.Order(StringComparer.Ordinal)];
        return models[Folds.Of(task.Instance, seen.Count, models.Length)];
    };

    /// <summary>A shorter issue than the median goes to the cheap model.</summary>
    public static SessionPolicy ByLength(string cheap) => (seen, baseline) =>
    {
        double[] lengths = [.. seen.Where(task => task.IssueCharacters is not null).Select(task => task.IssueCharacters!.Value).Order()];
        return task => task.IssueCharacters <= lengths[lengths.Length / 2] && task.Cells.ContainsKey(cheap) ? cheap : baseline;
    };

    /// <summary>The cheapest model that is not worse than the baseline on the tasks of the domain with the most similar length.</summary>
    public static SessionPolicy Nearest() => (seen, baseline) => task =>
    {
        PortfolioTask[] near = [.. seen.Where(other => other.Domain == task.Domain && other.Cells.ContainsKey(baseline))
            .OrderBy(other => Math.Abs(Math.Log(1 + (other.IssueCharacters ?? 0)) - Math.Log(1 + (task.IssueCharacters ?? 0)))).Take(Neighbors)];
        if (near.Length < Neighbors) return baseline;
        var least = near.Average(other => other.Cells[baseline].Resolved);
        return task.Cells.Keys.Where(model => near.All(other => other.Cells.ContainsKey(model)) && near.Average(other => other.Cells[model].Resolved) >= least)
            .OrderBy(model => near.Average(other => other.Cells[model].CostUsd)).First();
    };

    /// <summary>The cheapest model that completes the task; knows the results.</summary>
    public static SessionPolicy Oracle() => (_, baseline) => task =>
        task.Cells.Where(cell => cell.Value.Resolved > 0).OrderBy(cell => cell.Value.CostUsd).Select(cell => cell.Key).FirstOrDefault()
            ?? task.Cells.MinBy(cell => cell.Value.CostUsd).Key;
}
