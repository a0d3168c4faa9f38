using System.Collections.Immutable;
using JusInfer.Portal.Spending.Budgets;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

internal sealed class InMemoryBudgetStore : IBudgetStore
{
    public List<Budget> All { get; } = [];

    public Task<ImmutableArray<Budget>> ListAsync(TeamId team, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<Budget>>([.. All.Where(budget => budget.TeamId == team)]);

    public Task AddAsync(Budget budget, CancellationToken cancellationToken)
    {
        All.Add(budget);
        return Task.CompletedTask;
    }

    public Task<bool> UpdateAsync(Budget budget, CancellationToken cancellationToken)
    {
        var stored = All.FindIndex(one => one.Id == budget.Id && one.Version == budget.Version - 1);
        if (stored < 0) return Task.FromResult(false);
        All[stored] = budget;
        return Task.FromResult(true);
    }

    public Task<bool> RemoveAsync(TeamId team, BudgetId budget, long? version, CancellationToken cancellationToken) =>
        Task.FromResult(All.RemoveAll(one => one.TeamId == team && one.Id == budget && one.Version == (version ?? one.Version)) > 0);

    public Task<TimeZoneInfo> GetTimeZoneAsync(TeamId team, CancellationToken cancellationToken) => Task.FromResult(TimeZoneInfo.Utc);
}
