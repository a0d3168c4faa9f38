namespace JusInfer.Portal.Catalog;

/// <summary>The class of a model, which decides the steps that the router gives it. Ordered from cheap to capable.</summary>
internal enum Tier
{
    Small,
    Mid,
    Frontier,
}
