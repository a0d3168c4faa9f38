using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Routing.Evaluation.Sessions;

/// <summary>Chooses a model for a task, after having seen other tasks.</summary>
/// <returns>For a task, the choice of a model that has a result on it.</returns>
internal delegate Func<PortfolioTask, SessionChoice> SessionPolicy(IReadOnlyList<PortfolioTask> seen, string baseline);

/// <summary>The model that a policy chooses for a task.</summary>
/// <param name="Model">Its id.</param>
/// <param name="LimitUsd">What a task may cost until the baseline takes over; null without a limit.</param>
/// <param name="LimitCalls">How many calls a task may take until the baseline takes over; null without a limit.</param>
internal readonly record struct SessionChoice(string Model, double? LimitUsd = null, int? LimitCalls = null)
{
    /// <summary>
    /// What becomes of a task. If its model exceeds the limit, the baseline does it from the start, and both are paid. The first calls of a task are paid as average ones, although
    /// their prompts are shorter.
    /// </summary>
    public PortfolioCell CellOf(PortfolioTask task, string baseline)
    {
        var (cell, own) = (task.Cells[Model], task.Cells[baseline]);
        if (LimitCalls is { } most && cell.Calls > most) return own with { CostUsd = (cell.CostUsd * most / cell.Calls.Value) + own.CostUsd };
        return LimitUsd is { } limit && cell.CostUsd > limit ? own with { CostUsd = limit + own.CostUsd } : cell;
    }
}

/// <summary>The router's policy and those that it is compared with.</summary>
internal static class SessionPolicies
{
    private const int Neighbors = 40;

    public static SessionPolicy Ours(ShippedCatalog catalog, SessionModelOptions options) => (seen, baseline) =>
    {
        var models = PortfolioPriors.Models(catalog, seen);
        var own = models.Single(model => model.Id == baseline);
        var choices = seen.Select(task => task.Domain).Distinct()
            .ToDictionary(domain => domain, domain => Choose(TaskDomain.Parse(domain)!.Value));
        return task => choices.TryGetValue(task.Domain, out var choice) && task.Cells.ContainsKey(choice.Model) ? choice : new SessionChoice(baseline);

        SessionChoice Choose(TaskDomain domain)
        {
            var model = SessionModel.Choose(domain, own, models, options, ShippedCatalog.Today, team: []).Model;
            return new SessionChoice(model.Id, model.Id == baseline ? null : SpendLimit.Create(model, domain, ShippedCatalog.Today)?.Usd);
        }
    };

    /// <summary>One model begins every task, and the baseline takes over when it has cost more than a share of the tasks of the domain does.</summary>
    public static SessionPolicy HandOver(string model, double share) => (seen, baseline) =>
    {
        var limits = seen.Where(task => task.Cells.ContainsKey(model)).GroupBy(task => task.Domain)
            .ToDictionary(domain => domain.Key, domain => Quantile.Of([.. domain.Select(task => task.Cells[model].CostUsd)], share));
        return task => task.Cells.ContainsKey(model) && limits.TryGetValue(task.Domain, out var limit) ? new SessionChoice(model, limit) : new SessionChoice(baseline);
    };

    /// <summary>The same after a number of calls.</summary>
    public static SessionPolicy HandOverAfter(string model, int calls) => (_, baseline) =>
        task => task.Cells.ContainsKey(model) ? new SessionChoice(model, LimitCalls: calls) : new SessionChoice(baseline);

    /// <summary>Of several hand-overs, the one that saves most on the seen tasks while they are completed nearly as often as by the baseline.</summary>
    /// <param name="policies">The hand-overs.</param>
    /// <param name="quality">The completed tasks, as a share of those of the baseline.</param>
    public static SessionPolicy Best(IReadOnlyList<SessionPolicy> policies, double quality) => (seen, baseline) =>
    {
        var best = policies.Select(policy => policy(seen, baseline))
            .Where(choose => seen.Sum(task => choose(task).CellOf(task, baseline).Resolved) >= quality * seen.Sum(task => task.Cells[baseline].Resolved))
            .MinBy(choose => seen.Sum(task => choose(task).CellOf(task, baseline).CostUsd));
        return best ?? (_ => new SessionChoice(baseline));
    };

    /// <summary>At the cost of a share of the tasks.</summary>
    public static IReadOnlyList<SessionPolicy> HandOversByCost(string model) => [.. Enumerable.Range(1, 20).Select(step => HandOver(model, step / 20d))];

    /// <summary>After a number of calls.</summary>
    public static IReadOnlyList<SessionPolicy> HandOversByCalls(string model) => [.. Enumerable.Range(4, 37).Select(calls => HandOverAfter(model, calls))];

    public static SessionPolicy Always(string model) => (_, baseline) => task => new SessionChoice(task.Cells.ContainsKey(model) ? model : baseline);

    public static SessionPolicy Random() => (seen, _) => task =>
    {
        string[] models = [.. task.Cells.Keys.Order(StringComparer.Ordinal)];
        return new SessionChoice(models[Folds.Of(task.Instance, seen.Count, models.Length)]);
    };

    /// <summary>A shorter issue than the median goes to the cheap model.</summary>
    public static SessionPolicy ByLength(string cheap) => (seen, baseline) =>
    {
        double[] lengths = [.. seen.Where(task => task.IssueCharacters is not null).Select(task => task.IssueCharacters!.Value).Order()];
        return task => new SessionChoice(task.IssueCharacters <= lengths[lengths.Length / 2] && task.Cells.ContainsKey(cheap) ? cheap : baseline);
    };

    /// <summary>The cheapest model that is not worse than the baseline on the tasks of the domain with the most similar length.</summary>
    public static SessionPolicy Nearest() => (seen, baseline) => task =>
    {
        PortfolioTask[] near = [.. seen.Where(other => other.Domain == task.Domain && other.Cells.ContainsKey(baseline))
            .OrderBy(other => Math.Abs(Math.Log(1 + (other.IssueCharacters ?? 0)) - Math.Log(1 + (task.IssueCharacters ?? 0)))).Take(Neighbors)];
        if (near.Length < Neighbors) return new SessionChoice(baseline);
        var least = near.Average(other => other.Cells[baseline].Resolved);
        return new SessionChoice(task.Cells.Keys.Where(model => near.All(other => other.Cells.ContainsKey(model)) && near.Average(other => other.Cells[model].Resolved) >= least)
            .OrderBy(model => near.Average(other => other.Cells[model].CostUsd)).First());
    };

    /// <summary>The cheapest model that completes the task; knows the results.</summary>
    public static SessionPolicy Oracle() => (_, baseline) => task => new SessionChoice(
        task.Cells.Where(cell => cell.Value.Resolved > 0).OrderBy(cell => cell.Value.CostUsd).Select(cell => cell.Key).FirstOrDefault()
            ?? task.Cells.MinBy(cell => cell.Value.CostUsd).Key);
}
