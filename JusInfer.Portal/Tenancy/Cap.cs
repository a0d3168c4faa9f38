namespace JusInfer.Portal.Tenancy;

/// <summary>What happens to a call that comes once a cap is reached.</summary>
internal enum OnReach
{
    /// <summary>The call is refused with 402.</summary>
    Block,

    /// <summary>Automatic routing takes the cheapest capable model; a pinned model is refused.</summary>
    Economy,
}

/// <summary>A soft monthly limit on spend, in the UTC calendar month.</summary>
internal sealed record Cap(NanoUsd Monthly, OnReach OnReach);
