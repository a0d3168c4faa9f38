using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Admission;

/// <summary>What a key and its member have spent this month (UTC); zero if no cap asks for it.</summary>
internal readonly record struct MonthSpend(NanoUsd Key, NanoUsd Member)
{
    /// <summary>
    /// The member's cap is reached and leaves only economical models: automatic routing uses those, a named model is rejected.
    /// </summary>
    public bool RequiresEconomy(KeyHolder holder) => holder.Member.Cap is { OnReach: CapAction.Economy } cap && Member >= cap.Monthly;
}
