using System.Collections.Immutable;
using JusInfer.Portal.Catalog;

namespace JusInfer.Routing.Evaluation.Sessions;

/// <summary>Aggregates tasks to priors of the catalog's models.</summary>
internal static class PortfolioPriors
{
    /// <summary>
    /// The source has bills and no tokens for most models. Tokens are derived from the average bill with the mix of measured coding agents: a tenth of the prompt
    /// is not cached, and the output is a sixtieth of the prompt.
    /// </summary>
    private const double UncachedShare = 0.1, OutputShare = 1 / 60d;

    /// <summary>The models of the tasks with priors from these tasks alone.</summary>
    public static ImmutableArray<Model> Models(ShippedCatalog catalog, IReadOnlyList<PortfolioTask> tasks) =>
        [.. tasks.SelectMany(task => task.Cells.Keys).Distinct().Order(StringComparer.Ordinal).Select(catalog.Model).Select(model => model with { Priors = Priors(model, tasks) })];

    private static ImmutableArray<TaskPrior> Priors(Model model, IReadOnlyList<PortfolioTask> tasks) =>
    [
        .. from task in tasks
           where task.Cells.ContainsKey(model.Id)
           group task.Cells[model.Id] by task.Domain into cells
           select Prior(model, cells.Key, [.. cells]),
    ];

    private static TaskPrior Prior(Model model, string domain, PortfolioCell[] cells)
    {
        var price = (model.UsableEndpoints[0].Prices ?? model.Prices).At(ShippedCatalog.Today);
        var perToken = ((UncachedShare * price.InputPerMillion.Value) + ((1 - UncachedShare) * price.CacheReadPerMillion.Value) + (OutputShare * price.OutputPerMillion.Value)) / 1e15;
        var average = cells.Average(cell => cell.CostUsd);
        var tokens = average / perToken;
        return new TaskPrior
        {
            Domain = TaskDomain.Parse(domain)!.Value,
            Harness = "evaluation",
            ResolveRate = cells.Average(cell => cell.Resolved),
            Tasks = cells.Length,
            InputTokens = tokens * UncachedShare,
            CacheReadTokens = tokens * (1 - UncachedShare),
            CacheWriteTokens = 0,
            OutputTokens = tokens * OutputShare,
            Spend90 = Quantile.Of([.. cells.Select(cell => cell.CostUsd)], 0.9) / average,
            Source = "https://evaluation.invalid/",
            Date = ShippedCatalog.Today.AddDays(-30),
        };
    }
}
