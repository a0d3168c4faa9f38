using System.Collections.Immutable;
using JusInfer.Portal.Spending.Budgets;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class BudgetStoreContract(StoreFixture store) : StoreContract(store)
{
    [Fact]
    public async Task A_budget_is_read_back_with_all_its_fields()
    {
        var team = (await AddTeamAsync()).TeamId;
        var full = BudgetOf(team) with { ScopeId = "Ünïcødé", Model = "openai/gpt-5", Raise = new NanoUsd(7), RaiseUntil = Noon.AddDays(1), Version = 3 };
        var bare = BudgetOf(team) with { Id = BudgetId.New(Noon.AddSeconds(1)), Scope = BudgetScope.Tenant, OnReach = ReachAction.Notify };

        await Node.Budgets.AddAsync(full, Cancellation);
        await Node.Budgets.AddAsync(bare, Cancellation);

        (await ListAsync(team)).ShouldBe([full, bare]);
        (await ListAsync((await AddTeamAsync()).TeamId)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_changes_of_the_same_version_one_succeeds()
    {
        var team = (await AddTeamAsync()).TeamId;
        var budget = BudgetOf(team);
        await Node.Budgets.AddAsync(budget, Cancellation);

        var changes = Enumerable.Range(0, 4).Select(number => budget with { Amount = new NanoUsd(number), Version = 2 }).ToList();
        var changed = await Task.WhenAll(changes.Select(change => Task.Run(() => Node.Budgets.UpdateAsync(change, Cancellation))));

        changed.Count(done => done).ShouldBe(1);
        (await ListAsync(team)).ShouldBe([changes[changed.IndexOf(true)]]);
        (await Node.Budgets.UpdateAsync(budget with { Id = BudgetId.New(Noon), Version = 2 }, Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_budget_is_removed_if_its_version_is_the_expected_one()
    {
        var team = (await AddTeamAsync()).TeamId;
        var budget = BudgetOf(team);
        await Node.Budgets.AddAsync(budget, Cancellation);

        (await Node.Budgets.RemoveAsync(team, budget.Id, version: 2, Cancellation)).ShouldBeFalse();
        (await Node.Budgets.RemoveAsync((await AddTeamAsync()).TeamId, budget.Id, version: null, Cancellation)).ShouldBeFalse();
        (await Node.Budgets.RemoveAsync(team, budget.Id, version: 1, Cancellation)).ShouldBeTrue();
        (await ListAsync(team)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_change_is_announced_once_and_a_failed_one_is_not()
    {
        var team = (await AddTeamAsync()).TeamId;
        var budget = BudgetOf(team);

        var published = await PublishedDuringAsync(Node.BudgetChanges, async () =>
        {
            await Node.Budgets.AddAsync(budget, Cancellation);
            await Node.Budgets.UpdateAsync(budget with { Version = 2 }, Cancellation);
            await Node.Budgets.UpdateAsync(budget with { Version = 2 }, Cancellation);
            await Node.Budgets.RemoveAsync(team, budget.Id, version: null, Cancellation);
        });

        published.Count(item => item.Team == team).ShouldBe(3);
    }

    [Fact]
    public async Task The_days_of_a_new_team_begin_at_midnight_utc() =>
        (await Node.Budgets.GetTimeZoneAsync((await AddTeamAsync()).TeamId, Cancellation)).Id.ShouldBe("UTC");

    [Fact]
    public async Task The_first_amount_that_is_named_for_a_run_holds()
    {
        var team = (await AddTeamAsync()).TeamId;
        var runs = Node.Get<IRunBudgetStore>();

        var amounts = await Task.WhenAll(Enumerable.Range(1, 4).Select(amount => Task.Run(() => runs.NameAsync(team, "run", new NanoUsd(amount), Cancellation))));

        amounts.Distinct().ShouldHaveSingleItem();
        (await runs.NameAsync(team, "run", new NanoUsd(9), Cancellation)).ShouldBe(amounts[0]);
        (await runs.NameAsync(team, "another run", new NanoUsd(9), Cancellation)).ShouldBe(new NanoUsd(9));
        (await runs.NameAsync((await AddTeamAsync()).TeamId, "run", new NanoUsd(8), Cancellation)).ShouldBe(new NanoUsd(8));
    }

    private static Budget BudgetOf(TeamId team) => new()
    {
        Id = BudgetId.New(Noon),
        TeamId = team,
        Scope = BudgetScope.User,
        Window = BudgetWindow.Week,
        Amount = NanoUsd.FromUsd(12.5m),
        OnReach = ReachAction.Economy,
        CreatedAt = Noon.AddMicroseconds(7),
        Version = 1,
    };

    private Task<ImmutableArray<Budget>> ListAsync(TeamId team) => Node.Budgets.ListAsync(team, Cancellation);
}

public sealed class BudgetStoreOnSqlite(SqliteStore store) : BudgetStoreContract(store), IClassFixture<SqliteStore>;

public sealed class BudgetStoreOnPostgres(PostgresStore store) : BudgetStoreContract(store), IClassFixture<PostgresStore>;
