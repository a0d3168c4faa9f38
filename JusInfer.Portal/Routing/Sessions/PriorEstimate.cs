using System.Collections.Immutable;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing.Sessions;

/// <summary>The expected result of a model in a domain with one harness: the share of completed tasks, its variance, and the cost of a task.</summary>
/// <param name="Prior">The measurement in the domain.</param>
/// <param name="ResolveRate">The measured share, drawn towards that of the same work in other languages.</param>
/// <param name="Variance">The variance of this share.</param>
/// <param name="CostUsd">The expected cost of a task at today's price.</param>
internal sealed record PriorEstimate(TaskPrior Prior, double ResolveRate, double Variance, double CostUsd)
{
    /// <summary>The measurements in other languages count like so many tasks, at most.</summary>
    private const double MaxParentTasks = 60;

    /// <summary>The catalog's measurements count like so many tasks beside a team's own, at most.</summary>
    private const double MaxCatalogTasks = 60;

    /// <summary>A measurement of this age still counts in full. Of an older one, half of the tasks count, and half again after each further such period.</summary>
    private const int FullDays = 180;

    /// <summary>The estimates of a model in a domain, one for each harness.</summary>
    public static IEnumerable<PriorEstimate> From(Model model, TaskDomain domain, DateOnly today)
    {
        if (model.UsableEndpoints is not [var endpoint, ..]) yield break;
        var price = new RouteTarget(model, endpoint).Prices.At(today);
        var usable = model.Priors.Where(static prior => prior.Usable).ToArray();
        foreach (var harness in usable.Where(prior => prior.Domain.Contains(domain)).GroupBy(static prior => prior.Harness))
        {
            // The narrower domain, then the newer measurement.
            var prior = harness.OrderByDescending(static prior => prior.Domain.Language is not null).ThenByDescending(static prior => prior.Date).First();
            var related = usable.Where(other => other.Harness == prior.Harness && other.Domain.Kind == prior.Domain.Kind && other.Domain != prior.Domain);
            yield return Estimate(prior, related, price, today);
        }
    }

    /// <summary>The estimate from a team's own tasks, drawn towards the catalog's measurements of the same model and work; null if there are no such tasks.</summary>
    public static PriorEstimate? OfOwn(Model model, TaskDomain domain, DateOnly today, ImmutableArray<ModelPrior> own)
    {
        if (model.UsableEndpoints is not [var endpoint, ..]) return null;
        foreach (var measured in own)
        {
            if (measured.Model != model.Id || measured.Prior.Domain != domain) continue;
            var catalog = model.Priors.Where(prior => prior.Usable && prior.Domain.Contains(domain));
            return Estimate(measured.Prior, catalog, new RouteTarget(model, endpoint).Prices.At(today), today, MaxCatalogTasks);
        }

        return null;
    }

    private static PriorEstimate Estimate(TaskPrior prior, IEnumerable<TaskPrior> related, Price price, DateOnly today, double maxRelatedTasks = MaxParentTasks)
    {
        var (parentTasks, parentResolved) = related.Aggregate((Tasks: 0d, Resolved: 0d), (sum, other) => (sum.Tasks + other.Tasks, sum.Resolved + (other.Tasks * other.ResolveRate)));
        var weight = Math.Min(parentTasks, maxRelatedTasks);
        var age = Math.Max(0, today.DayNumber - prior.Date.DayNumber - FullDays);
        var tasks = prior.Tasks * Math.Pow(0.5, Math.Ceiling(age / (double)FullDays));
        var rate = ((tasks * prior.ResolveRate) + (weight > 0 ? weight * parentResolved / parentTasks : 0)) / (tasks + weight);
        // One success and one failure more than measured, so that a small sample without failures has a variance.
        var spread = ((rate * (tasks + weight)) + 1) / (tasks + weight + 2);
        return new PriorEstimate(prior, rate, spread * (1 - spread) / (tasks + weight), prior.CostAt(price));
    }
}
