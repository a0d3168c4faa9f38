using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Spending.Budgets;

/// <summary>The period for which a budget's amount is available. Days begin at midnight in the team's time zone.</summary>
[JsonConverter(typeof(SnakeCaseEnumJsonConverter<BudgetWindow>))]
internal enum BudgetWindow
{
    Day,

    /// <summary>From Monday to Sunday (ISO 8601).</summary>
    Week,

    Month,

    /// <summary>All time.</summary>
    Total,
}
