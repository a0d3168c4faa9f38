namespace JusInfer.Portal.Components.Operator;

/// <summary>Provider health on this node.</summary>
public sealed partial class ProvidersPage;
