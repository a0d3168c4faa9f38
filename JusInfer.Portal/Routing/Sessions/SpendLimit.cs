using System.Globalization;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing.Sessions;

/// <summary>What nine of ten measured tasks of a model cost at most. A session that costs more has probably failed.</summary>
/// <param name="Domain">The kind of work.</param>
/// <param name="Usd">The cost at today's price, in USD.</param>
internal sealed record SpendLimit(TaskDomain Domain, double Usd)
{
    /// <returns>Null if no measurement of the model in this domain has such a number. Of several agents, the highest.</returns>
    public static SpendLimit? Create(Model model, TaskDomain domain, DateOnly today)
    {
        if (model.UsableEndpoints is not [var endpoint, ..]) return null;
        var price = new RouteTarget(model, endpoint).Prices.At(today);
        SpendLimit? highest = null;
        foreach (var prior in model.Priors)
        {
            if (!prior.Usable || !prior.Domain.Contains(domain) || prior.Spend90 is not { } factor) continue;
            var usd = prior.CostAt(price) * factor;
            if (highest is null || usd > highest.Usd) highest = new SpendLimit(prior.Domain, usd);
        }

        return highest;
    }

    public string Sentence(NanoUsd spent) =>
        string.Create(CultureInfo.InvariantCulture, $"The session has cost ${spent.Usd:0.00}; nine of ten measured tasks of {Domain} cost at most ${Usd:0.00}.");
}
