using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Reports.Keys;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Overview;

/// <summary>Reads the Overview.</summary>
internal sealed class OverviewReader(
    IUsageQueries usage, ITenancyStore tenancy, IKeyStore keys, KeyList list, TeamFactsReader facts, IBudgetStore budgets,
    BudgetSpend spend, IWebhookStore webhooks, ProviderHealth health, IOperatorAuthorization operators, CatalogSource catalog,
    TimeProvider time)
{
    private const int MaxBudgets = 6;

    /// <param name="me">The reader.</param>
    /// <param name="period">One of <see cref="OverviewFigures.Periods"/>; the month for others.</param>
    /// <param name="cancellationToken">Canceled when the reader leaves the page.</param>
    public async Task<OverviewViewModel> ReadAsync(Member me, string? period, CancellationToken cancellationToken)
    {
        var team = me.TeamId;
        var baseline = (await tenancy.FindTeamAsync(team, cancellationToken))?.Routing.Baseline ?? catalog.Current.Auto.Baseline.Id;
        var figures = await OverviewFigures.ReadAsync(
            usage, team, OverviewFigures.Parse(period, time.GetUtcNow()), baseline, cancellationToken);
        var all = await keys.ListAsync(team, cancellationToken);
        var emails = (await tenancy.ListMembersAsync(team, cancellationToken))
            .ToDictionary(static member => member.Id, static member => member.Email);
        var names = emails.Select(static pair => (Id: pair.Key.ToString(), Name: pair.Value))
            .Concat(all.Select(static key => (Id: key.Id.ToString(), key.Name)))
            .ToDictionary(static named => named.Id, static named => named.Name, StringComparer.Ordinal);
        var known = await facts.ReadAsync(team, cancellationToken);
        known = known with { Budgets = await ReadBudgetsAsync(known, cancellationToken) };
        var visible = all.Where(key => me.Role.Manages() || key.HolderId == me.Id).ToImmutableArray();
        var mine = me.Role.Manages() ? await webhooks.ListAsync(team, cancellationToken) : [];
        var report = await operators.CheckAsync(me.UserId, cancellationToken) is null ? health.Report() : null;
        return new OverviewViewModel(
            figures,
            new Attention(me, known).List(visible, await list.ReadRejectedAsync(me, cancellationToken), mine, report),
            TopKey.From(figures, all, emails),
            [
                .. known.Budgets.Where(use => me.Role.ManagesSpend() || use.Member is null || use.Member == me.Id)
                    .Select(use => new BudgetRow(use.Budget, NameOf(use.Budget.ScopeId), use.Spent, known.Now))
                    .OrderByDescending(static row => row.UsedRatio).Take(MaxBudgets),
            ],
            HasKeys: visible.Any(key => key.IsLive(known.Now) && !PlaygroundKeys.Include(key)),
            IsNew: figures.Total.Requests == 0 && all.All(static key => key.LastUse is null));

        string? NameOf(string? subject) => names.GetValueOrDefault(subject ?? "");
    }

    /// <summary>
    /// The budgets and caps that calls have counted against in their window, and those of the team, which can have been set since
    /// the last call.
    /// </summary>
    private async Task<ImmutableArray<BudgetUse>> ReadBudgetsAsync(TeamFacts known, CancellationToken cancellationToken)
    {
        var uses = known.Budgets.ToBuilder();
        var counted = known.Budgets.Select(static use => use.Budget.Id).ToHashSet();
        foreach (var budget in (await budgets.ListAsync(known.Team, cancellationToken))
            .Where(budget => budget.Scope is BudgetScope.Tenant && !counted.Contains(budget.Id)))
        {
            var (start, end) = WindowCalendar.Of(budget.Window, known.Now, await budgets.GetTimeZoneAsync(known.Team, cancellationToken));
            uses.Add(new BudgetUse(budget, "the team", Member: null, await spend.ReadAsync(budget, cancellationToken), start, end));
        }

        return uses.ToImmutable();
    }
}
