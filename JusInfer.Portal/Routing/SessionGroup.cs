namespace JusInfer.Portal.Routing;

/// <summary>The group of a session, if the team has a control group.</summary>
internal enum SessionGroup
{
    /// <summary>The router chooses.</summary>
    Routed,

    /// <summary>The baseline answers always.</summary>
    Control,
}
