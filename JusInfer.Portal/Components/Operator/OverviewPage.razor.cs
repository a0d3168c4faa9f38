namespace JusInfer.Portal.Components.Operator;

/// <summary>The state of the installation at a glance.</summary>
public sealed partial class OverviewPage;
