using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>The team's budgets, with what is spent of each. Owners and admins change them. Monthly caps are shown with the members and keys.</summary>
public sealed partial class BudgetsSection
{
    private List<BudgetRow>? rows;
    private string zone = "UTC";
    private ElementReference table;

    [Inject]
    private BudgetService Budgets { get; set; } = default!;

    [Inject]
    private BudgetSpend Spend { get; set; } = default!;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private IKeyStore Keys { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    private protected override async Task LoadAsync(Member me)
    {
        var now = Time.GetUtcNow();
        var names = (await Tenancy.ListMembersAsync(me.TeamId, Disposed)).Select(static member => (Id: member.Id.ToString(), Name: member.Email))
            .Concat((await Keys.ListAsync(me.TeamId, Disposed)).Select(static key => (Id: key.Id.ToString(), key.Name)))
            .ToDictionary(static named => named.Id, static named => named.Name, StringComparer.Ordinal);
        var loaded = new List<BudgetRow>();
        foreach (var budget in (await Budgets.ListAsync(me, Disposed)).Where(static budget => !budget.IsCap))
        {
            var hasOneSubject = budget.Scope == BudgetScope.Tenant || (budget.ScopeId is not null && budget.Scope != BudgetScope.Run);
            loaded.Add(new BudgetRow(
                budget, names.GetValueOrDefault(budget.ScopeId ?? ""), hasOneSubject ? await Spend.ReadAsync(budget, Disposed) : null, now));
        }

        zone = (await Tenancy.FindTeamAsync(me.TeamId, Disposed))?.TimeZone ?? zone;
        rows = loaded;
    }

    private async Task AddAsync()
    {
        await NotifyAndReloadAsync(await Dialogs.OpenAsync<BudgetDialog, string>("Add a budget"));
    }

    private async Task ChangeAsync(BudgetRow row)
    {
        var parameters = new Dictionary<string, object?> { [nameof(BudgetDialog.BudgetId)] = row.Budget.Id.ToString() };
        await NotifyAndReloadAsync(await Dialogs.OpenAsync<BudgetDialog, string>($"Change the budget of {row.Name}", parameters));
    }

    private async Task RemoveAsync(BudgetRow row)
    {
        var confirmed = await Dialogs.ConfirmAsync($"Remove the budget of {row.Name}?", "Its calls are no longer limited by it. Their usage stays.", "Remove budget");
        if (!confirmed || await ReadMemberAsync() is not { } me) return;

        switch (await Budgets.RemoveAsync(me, row.Budget.Id, row.Budget.Version, Disposed))
        {
            case null: Dialogs.NotifySuccess($"The budget of {row.Name} was removed."); break;
            case RequestError.Conflict { Changed: not null }: Dialogs.NotifyError("Someone else changed this budget. Look at it again, and remove it if you still want to."); break;
            case var error: Dialogs.NotifyError(error.Reason); break;
        }

        await ReloadAsync();
        if (Me is not null && rows is { Count: > 0 }) await table.TryFocusAsync(); // The focused button was removed from the page.
    }

    /// <summary>Reloads even without a message, because a dialog also ends without a change after it has shown that someone else made one.</summary>
    private async Task NotifyAndReloadAsync(string? message)
    {
        if (message is not null) Dialogs.NotifySuccess(message);
        await ReloadAsync();
    }
}
