namespace JusInfer.Portal.Usage;

/// <summary>Where a record's token counts come from.</summary>
internal enum UsageSource
{
    /// <summary>Nothing was delivered and nothing was reported: the call costs nothing.</summary>
    None,

    /// <summary>The provider reported them.</summary>
    Provider,

    /// <summary>The provider reported them to the gateway after the client had gone.</summary>
    Drained,

    /// <summary>Counted here from what was delivered.</summary>
    Counted,

    /// <summary>Estimated from sizes: the process was killed during the call.</summary>
    Estimated,
}
