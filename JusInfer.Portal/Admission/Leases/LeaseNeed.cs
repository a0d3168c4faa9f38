namespace JusInfer.Portal.Admission.Leases;

/// <summary>Whether a node has to ask the store before a call can hold its cost.</summary>
internal enum LeaseNeed
{
    /// <summary>It has leased enough by now.</summary>
    None,

    /// <summary>It has to ask.</summary>
    Request,

    /// <summary>A moment ago the store had too little, so that it is not asked again yet.</summary>
    Denied,
}
