using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Spending.Budgets;

/// <summary>What happens to calls when a budget is used up.</summary>
[JsonConverter(typeof(SnakeCaseEnumJsonConverter<ReachAction>))]
internal enum ReachAction
{
    /// <summary>Calls are rejected with HTTP 402. The spend never exceeds the amount.</summary>
    Block,

    /// <summary>Automatic routing selects the cheapest capable model; a call that pins a model is rejected.</summary>
    Economy,

    /// <summary>Calls continue.</summary>
    Notify,
}
