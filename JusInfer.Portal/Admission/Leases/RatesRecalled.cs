namespace JusInfer.Portal.Admission.Leases;

/// <summary>A call on another node lacks requests, tokens or concurrent calls that this node may have leased without using them.</summary>
internal readonly record struct RatesRecalled(TeamId Team);
