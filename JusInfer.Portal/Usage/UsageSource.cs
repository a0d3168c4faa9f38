namespace JusInfer.Portal.Usage;

/// <summary>Where the token counts of a record come from. The values are stored.</summary>
internal enum UsageSource
{
    /// <summary>Nothing was delivered or reported. The call costs nothing.</summary>
    None,

    /// <summary>The provider reported them.</summary>
    Provider,

    /// <summary>The provider reported them after the client had disconnected.</summary>
    Drained,

    /// <summary>The gateway counted what it delivered.</summary>
    Counted,

    /// <summary>The gateway estimated them from the size of the request, because the process died during the call.</summary>
    Estimated,
}
