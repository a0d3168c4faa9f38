using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Spending.Budgets;

/// <summary>The calls whose cost a budget limits.</summary>
[JsonConverter(typeof(SnakeCaseEnumJsonConverter<BudgetScope>))]
internal enum BudgetScope
{
    /// <summary>All calls of the team.</summary>
    Tenant,

    /// <summary>The calls of one member's keys.</summary>
    Member,

    /// <summary>The calls of one key.</summary>
    Key,

    /// <summary>The calls for one end user, as the client names them.</summary>
    User,

    /// <summary>The calls of one agent run, as the client names it.</summary>
    Run,
}
