namespace JusInfer.Portal.Admission.Leases;

/// <summary>A call on another node lacks what this node may have leased without using it. A <c>default</c> team means all teams.</summary>
internal readonly record struct LeasesRecalled(TeamId Team);
