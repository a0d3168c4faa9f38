namespace JusInfer.Portal.Usage;

/// <summary>What automatic routing does with the sessions of a team that has a control group.</summary>
internal enum RoutingGroup
{
    /// <summary>The router chooses.</summary>
    Routed,

    /// <summary>The baseline model answers always.</summary>
    Control,
}
