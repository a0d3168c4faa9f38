using System.Globalization;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>Adds or changes a budget. The dialog's result is the confirmation message.</summary>
public sealed partial class BudgetDialog
{
    private readonly Dictionary<BudgetScope, List<(string Id, string Name)>> subjects = [];
    private Budget? budget;
    private BudgetScope scope = BudgetScope.Tenant;
    private BudgetWindow window = BudgetWindow.Month;
    private ReachAction onReach = ReachAction.Block;
    private string subject = "";
    private string model = "";
    private string amount = "";
    private (BudgetForm Of, string Text)? preview;

    /// <summary>The id of the budget to change, as text; null to add one.</summary>
    [Parameter]
    public string? BudgetId { get; set; }

    [Inject]
    private BudgetService Budgets { get; set; } = default!;

    [Inject]
    private BudgetPreview Calls { get; set; } = default!;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private ApiKeyService Keys { get; set; } = default!;

    [Inject]
    private CatalogSnapshot Catalog { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    /// <summary>Errors without a field: what an existing budget applies to has none, and its member may have left.</summary>
    private string? FormError => ActionError ?? ErrorOf("scope", "What it applies to") ?? ErrorOf("window", "The period")
        ?? (BudgetId is null ? null : ErrorOf("scope_id", "What it applies to") ?? ErrorOf("model", "The model"));

    private BudgetForm Form => new(scope, subject, model, window, onReach, amount);

    /// <summary>What the budget would have done to recent calls; null as soon as the form differs from what was tried.</summary>
    private string? Preview => preview is { } shown && shown.Of == Form ? shown.Text : null;

    protected override async Task OnInitializedAsync()
    {
        (subjects[BudgetScope.Member], subjects[BudgetScope.Key]) = ([], []);
        if (await ReadMemberAsync() is not { } me) return;
        if (BudgetId is not null)
        {
            budget = (await Budgets.ListAsync(me, CancellationToken.None)).FirstOrDefault(known => known.Id.ToString() == BudgetId);
            if (budget is null) return;
            (window, onReach, amount) = (budget.Window, budget.OnReach, budget.Amount.ToString());
            return;
        }

        subjects[BudgetScope.Member] = [.. (await Tenancy.ListMembersAsync(me.TeamId, CancellationToken.None)).Select(static member => (member.Id.ToString(), member.Email))];
        subjects[BudgetScope.Key] =
        [
            .. (await Keys.ListAsync(me, CancellationToken.None)).Where(key => key.IsLive(Time.GetUtcNow())).Select(static key => (key.Id.ToString(), $"{key.Name} ({key.Display})")),
        ];
    }

    /// <summary>A member's id is not the name of an end user.</summary>
    private void ForgetSubject() => subject = "";

    private async Task SaveAsync()
    {
        var errors = new ValidationErrors();
        var usd = NumberParser.ParseUsd(amount, "amount_usd", errors);
        var result = BudgetId is null ? await AddAsync(usd, errors) : await ChangeAsync(usd, errors);
        if (result is { Value: var saved }) Dialogs.Close(saved.Warning ?? (BudgetId is null ? "The budget was added." : "The budget was changed."));
    }

    private async Task PreviewAsync()
    {
        var (tried, errors) = (Form, new ValidationErrors());
        var input = new Input<BudgetRequest>(RequestOf(NumberParser.ParseUsd(amount, "amount_usd", errors)), errors);
        if (await RunAsync(me => Calls.CountAsync(me, input, CancellationToken.None)) is { Value: var result }) preview = (tried, Describe(result, tried.OnReach));
    }

    private static string Describe(PreviewResult result, ReachAction onReach)
    {
        var newest = result.IsTruncated ? $" Only the newest {NumberFormat.Count(BudgetPreview.MaxCalls)} calls of the team were read." : "";
        if (result.Calls == 0) return $"It applies to no call of these {BudgetPreview.Days} days.{newest}";
        var calls = $"{NumberFormat.Count(result.Stopped)} of {NumberFormat.Count(result.Calls)} calls";
        return onReach == ReachAction.Block ? $"It would have stopped {calls}.{newest}" : $"{calls} would not have fit into it.{newest}";
    }

    private BudgetRequest RequestOf(decimal? usd) => new()
    {
        Scope = budget?.Scope ?? scope,
        ScopeId = budget is not null ? budget.ScopeId : scope is BudgetScope.Tenant || subject.Trim() is not { Length: > 0 } id ? null : id,
        Model = budget is not null ? budget.Model : model.Length > 0 ? model : null,
        Window = window,
        AmountUsd = usd,
        OnReach = onReach,
    };

    private Task<Result<ChangedBudget, RequestError>?> AddAsync(decimal? usd, ValidationErrors errors) =>
        RunAsync(me => Budgets.AddAsync(me, new Input<BudgetRequest>(RequestOf(usd), errors), CancellationToken.None));

    private Task<Result<ChangedBudget, RequestError>?> ChangeAsync(decimal? usd, ValidationErrors errors)
    {
        if (usd is null && !errors.Any) errors.Add("amount_usd", "amount_usd is missing.");
        var id = Id<BudgetKind>.Parse(BudgetId!, CultureInfo.InvariantCulture);
        long? version = budget is null ? null : VersionToReplace(budget.Version);
        var change = new BudgetChange { Window = window, AmountUsd = usd, OnReach = onReach };
        return RunAsync(me => Budgets.ChangeAsync(me, id, version, new Input<BudgetChange>(change, errors), CancellationToken.None));
    }

    /// <summary>What the form contains.</summary>
    private readonly record struct BudgetForm(BudgetScope Scope, string Subject, string Model, BudgetWindow Window, ReachAction OnReach, string Amount);
}
