namespace JusInfer.Portal.Catalog;

/// <summary>The coarse class of a model: which kind of step the router may give it. Ordered from cheap to capable.</summary>
internal enum Tier
{
    Small,
    Mid,
    Frontier,
}
