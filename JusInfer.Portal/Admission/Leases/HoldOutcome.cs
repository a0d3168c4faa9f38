namespace JusInfer.Portal.Admission.Leases;

/// <summary>Whether a call holds what it needs.</summary>
internal enum HoldOutcome
{
    Held,

    /// <summary>A limit has less room than the call needs.</summary>
    NoRoom,

    /// <summary>A limit has room, but calls that are running may need it: how much they cost is known when they end.</summary>
    Uncertain,
}
