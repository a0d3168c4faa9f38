using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Tenancy;

/// <summary>A new monthly cap for a member.</summary>
internal sealed record CapRequest
{
    /// <summary>The most the member may spend in a calendar month (UTC), 0 to 1000000; null removes the cap.</summary>
    [RequiredField(ErrorMessage = "{0} is missing; null removes the cap."), UsdAmount]
    public Optional<decimal?> MonthlyUsd { get; init; }

    /// <summary>
    /// What happens to a call at the cap: <c>block</c> (the default) rejects it, <c>economy</c> serves it with the cheapest capable model.
    /// </summary>
    public CapAction? OnReach { get; init; }
}
