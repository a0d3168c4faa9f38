namespace JusInfer.Portal.Components.Operator;

/// <summary>The connections to providers, and their health on this node.</summary>
public sealed partial class ProvidersPage;
