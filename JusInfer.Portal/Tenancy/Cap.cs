using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Tenancy;

/// <summary>What happens to a call that arrives after a cap is reached.</summary>
[JsonConverter(typeof(SnakeCaseEnumJsonConverter<CapAction>))]
internal enum CapAction
{
    /// <summary>The call is rejected with HTTP 402.</summary>
    Block,

    /// <summary>Automatic routing selects the cheapest capable model; a call that pins a model is rejected.</summary>
    Economy,
}

/// <summary>A soft limit on spend in a calendar month (UTC).</summary>
internal sealed record Cap(NanoUsd Monthly, CapAction OnReach)
{
    /// <summary>Whether a change lets calls cost more than before.</summary>
    public static bool IsLifted(Cap? before, Cap? after) => before is not null
        && !(after?.Monthly <= before.Monthly && after.OnReach <= before.OnReach);
}
