using System.Text.Json.Serialization;
using JusInfer.Portal.Spending.Budgets;

namespace JusInfer.Portal.Reports.Views;

/// <summary>A budget.</summary>
internal sealed record BudgetView
{
    public required string Id { get; init; }

    public required string Scope { get; init; }

    /// <summary>Null where each member, key, end user or run has the budget by itself.</summary>
    public required string? ScopeId { get; init; }

    /// <summary>Null for all models.</summary>
    public required string? Model { get; init; }

    public required string Window { get; init; }

    public required decimal AmountUsd { get; init; }

    public required string OnReach { get; init; }

    public required decimal? RaiseUsd { get; init; }

    public required DateTime? RaiseUntil { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>The version, which is also the ETag; increases with each change.</summary>
    public required long Version { get; init; }

    /// <summary>Whether this is the monthly cap of a key or member, which is changed at its own endpoint.</summary>
    public required bool IsCap { get; init; }

    /// <summary>Present if the calls of the current window have already cost more than the amount.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Warning { get; init; }

    public static BudgetView From(Budget budget) => new()
    {
        Id = budget.Id.ToString(),
        Scope = EnumFormat.Format(budget.Scope),
        ScopeId = budget.ScopeId,
        Model = budget.Model,
        Window = EnumFormat.Format(budget.Window),
        AmountUsd = budget.Amount.Usd,
        OnReach = EnumFormat.Format(budget.OnReach),
        RaiseUsd = budget.Raise?.Usd,
        RaiseUntil = budget.RaiseUntil?.UtcDateTime,
        CreatedAt = budget.CreatedAt.UtcDateTime,
        Version = budget.Version,
        IsCap = budget.IsCap,
    };

    public static BudgetView From(ChangedBudget changed) => From(changed.Budget) with { Warning = changed.Warning };
}

/// <summary>What a budget would have done to the calls of the last 30 days.</summary>
/// <param name="RequestsStopped">The number of calls that it would have rejected.</param>
/// <param name="Of">The number of calls that it applies to.</param>
/// <param name="Truncated">Whether older calls were left out.</param>
internal sealed record BudgetPreviewView(int RequestsStopped, int Of, bool Truncated);
