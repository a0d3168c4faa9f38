namespace JusInfer.Portal.Data.Changes;

internal enum ChangeTopic
{
    Access,
    Usage,
    Budgets,
    Wallet,
    Leases,
    Rates,

    /// <summary>Of no team.</summary>
    Providers,
}

/// <summary>A committed change that other parts of the process and other nodes react to.</summary>
internal readonly record struct StoreChange(ChangeTopic Topic, TeamId Team);
