using System.Collections.Immutable;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Spending.Budgets;

/// <summary>Reads what the calls of a budget cost in its current window, for people. Windows are extended to whole hours.</summary>
internal sealed class BudgetSpend(IUsageQueries usage, IBudgetStore store, TimeProvider time)
{
    /// <returns>Zero for a budget that each member, key, end user or run has by itself, and for those that no table of sums covers.</returns>
    public async Task<NanoUsd> ReadAsync(Budget budget, CancellationToken cancellationToken)
    {
        if (SelectionOf(budget) is not { } selection) return NanoUsd.Zero;
        var zone = await store.GetTimeZoneAsync(budget.TeamId, cancellationToken);
        var (start, end) = WindowCalendar.Of(budget.Window, time.GetUtcNow(), zone);
        return (await usage.SumAsync(new UsageWindow(budget.TeamId, start, end), selection, cancellationToken)).Cost;
    }

    /// <summary>
    /// Reads what is spent of the budgets that reject the calls of whole keys, with one query for each kind of window and subject. Budgets of end users, of
    /// runs and of one model are left out, because a key with which other calls succeed is not blocked.
    /// </summary>
    public async Task<UsedBudgets> ReadUsedAsync(TeamId team, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var blocking = (await store.ListAsync(team, cancellationToken))
            .Where(static budget => budget is { OnReach: ReachAction.Block, Model: null, Scope: BudgetScope.Tenant or BudgetScope.Member or BudgetScope.Key }).ToArray();
        if (blocking.Length == 0) return new UsedBudgets([]);

        var zone = await store.GetTimeZoneAsync(team, cancellationToken);
        var uses = ImmutableArray.CreateBuilder<SpentBudget>(blocking.Length);
        foreach (var alike in blocking.GroupBy(static budget => (budget.Window, budget.Scope)))
        {
            var (start, end) = WindowCalendar.Of(alike.Key.Window, now, zone);
            var spent = await ReadSubjectsAsync(new UsageWindow(team, start, end), alike.Key.Scope, cancellationToken);
            DateTimeOffset? resets = alike.Key.Window == BudgetWindow.Total ? null : end;
            uses.AddRange(alike.Select(budget => new SpentBudget(budget, budget.AmountAt(now), spent, start, resets)));
        }

        return new UsedBudgets(uses.ToImmutable());
    }

    private async Task<Dictionary<string, NanoUsd>> ReadSubjectsAsync(UsageWindow window, BudgetScope scope, CancellationToken cancellationToken)
    {
        if (scope == BudgetScope.Tenant)
        {
            var team = await usage.SumAsync(window, UsageSelection.All, cancellationToken);
            return new Dictionary<string, NanoUsd>(StringComparer.Ordinal) { [SpentBudget.Team] = team.Cost };
        }

        var rows = await usage.BreakDownAsync(window, [scope == BudgetScope.Key ? UsageDimensions.Key : UsageDimensions.Member], cancellationToken);
        return rows.Where(static row => !row.IsRest).ToDictionary(static row => row.Group[0], static row => row.Sums.Cost, StringComparer.Ordinal);
    }

    private static UsageSelection? SelectionOf(Budget budget)
    {
        var ofModel = UsageSelection.All.With(UsageDimensions.Model, budget.Model);
        return budget switch
        {
            { Scope: BudgetScope.Tenant } => ofModel,
            { Scope: BudgetScope.Member } when MemberId.TryParse(budget.ScopeId, out var member) =>
                ofModel.With(UsageDimensions.Member, member),
            { Scope: BudgetScope.Key } when KeyId.TryParse(budget.ScopeId, out var key) => ofModel.With(UsageDimensions.Key, key),
            { Scope: BudgetScope.User, ScopeId: { } user, Model: null } => ofModel.With(UsageDimensions.User, user),
            _ => null,
        };
    }
}
