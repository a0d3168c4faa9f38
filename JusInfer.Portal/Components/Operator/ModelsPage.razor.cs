namespace JusInfer.Portal.Components.Operator;

/// <summary>The models of the catalog and what operators have changed about them.</summary>
public sealed partial class ModelsPage;
