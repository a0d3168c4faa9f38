using System.Collections.Immutable;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>
/// The team's budgets with what is spent of each, the limits of its keys, its rate limits, and its policy for keys. Those who manage spend
/// change budgets, owners and admins limits, and owners the policy. Caps of members are shown with the members.
/// </summary>
public sealed partial class BudgetsPanel
{
    private ImmutableArray<BudgetRow> budgets = [];
    private ImmutableArray<KeyLimitRow> keys = [];
    private Dictionary<MemberId, Role> roles = [];
    private Team? team;
    private DataTable? table;

    [Inject]
    private BudgetService Budgets { get; set; } = default!;

    [Inject]
    private BudgetSpend Spend { get; set; } = default!;

    [Inject]
    private IKeyStore KeyStore { get; set; } = default!;

    [Inject]
    private ApiKeyService KeyService { get; set; } = default!;

    private protected override async Task LoadAsync(Member me)
    {
        var now = Time.GetUtcNow();
        var members = await Tenancy.ListMembersAsync(me.TeamId, Disposed);
        var names = members.Select(static member => (Id: member.Id.ToString(), Name: member.Email))
            .Concat((await KeyStore.ListAsync(me.TeamId, Disposed)).Select(static key => (Id: key.Id.ToString(), key.Name)))
            .ToDictionary(static named => named.Id, static named => named.Name, StringComparer.Ordinal);
        var loaded = new List<BudgetRow>();
        foreach (var budget in (await Budgets.ListAsync(me, Disposed)).Where(static budget => !budget.IsCap))
        {
            var hasOneSubject = budget.Scope == BudgetScope.Tenant || (budget.ScopeId is not null && budget.Scope != BudgetScope.Run);
            NanoUsd? spent = hasOneSubject ? await Spend.ReadAsync(budget, Disposed) : null;
            loaded.Add(new BudgetRow(budget, names.GetValueOrDefault(budget.ScopeId ?? ""), spent, now));
        }

        keys = KeyLimitRow.From(await KeyService.ListAsync(me, Disposed), members, now);
        roles = members.ToDictionary(static member => member.Id, static member => member.Role);
        budgets = [.. loaded];
        team = await ReadTeamAsync(me);
    }

    /// <summary>Nobody limits the keys of an owner but an owner.</summary>
    private bool CanLimit(Member me, ApiKey key) =>
        me.Role.Manages() && (!roles.TryGetValue(key.HolderId, out var role) || me.Role.Outranks(role));

    private IEnumerable<RowAction> ActionsFor(BudgetRow row)
    {
        yield return ActionOf("Change", $"Change the budget of {row.Name}", () => ChangeAsync(row));
        yield return ActionOf("Remove", $"Remove the budget of {row.Name}", () => RemoveAsync(row), isDangerous: true);
    }

    private async Task AddAsync() => await NotifyAndReloadAsync(await Dialogs.OpenAsync<BudgetDialog, string>("Add a budget"));

    private async Task ChangeAsync(BudgetRow row) => await NotifyAndReloadAsync(await Dialogs.OpenAsync<BudgetDialog, string>(
        $"Change the budget of {row.Name}", new() { [nameof(BudgetDialog.BudgetId)] = row.Budget.Id.ToString() }));

    private async Task RemoveAsync(BudgetRow row)
    {
        if (await ConfirmsFirstAsync()) return;
        var removed = await ConfirmAsync(
            $"Remove the budget of {row.Name}?",
            "Its calls are no longer limited by it. Their usage stays.",
            "Remove budget",
            async me => await Budgets.RemoveAsync(me, row.Budget.Id, row.Budget.Version, CancellationToken.None) switch
            {
                RequestError.Conflict { Changed: not null } => new RequestError.Conflict(
                    "Someone else changed this budget. Cancel, look at it again, and remove it if you still want to."),
                var error => error,
            });
        await NotifyAndReloadAsync(removed ? $"The budget of {row.Name} was removed." : null);
        if (removed && Me is not null && !budgets.IsEmpty) await table!.FocusAsync(); // The focused button was removed from the page.
    }

    private async Task SetPolicyAsync()
    {
        if (await ConfirmsFirstAsync()) return;
        var policy = team!.KeyPolicy;
        var parameters = new Dictionary<string, object?>
        {
            [nameof(KeyPolicyDialog.Models)] = ListParser.Format(policy.Models),
            [nameof(KeyPolicyDialog.Addresses)] = ListParser.Format(policy.AllowedAddresses),
            [nameof(KeyPolicyDialog.RequestsPerMinute)] = policy.MaxRequestsPerMinute,
            [nameof(KeyPolicyDialog.TokensPerMinute)] = policy.MaxTokensPerMinute,
            [nameof(KeyPolicyDialog.Concurrency)] = policy.MaxConcurrency,
            [nameof(KeyPolicyDialog.MonthlyUsd)] = policy.MaxMonthlyCap?.Usd,
            [nameof(KeyPolicyDialog.Days)] = policy.MaxDays,
            [nameof(KeyPolicyDialog.Version)] = team.Version,
        };
        await NotifyAndReloadAsync(await Dialogs.OpenAsync<KeyPolicyDialog, string>("Change the policy for keys", parameters));
    }
}
