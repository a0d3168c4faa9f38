using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>The result of looking up a requested model name.</summary>
internal abstract record ModelResolution
{
    private ModelResolution()
    {
    }

    /// <summary>The router selects the model.</summary>
    /// <param name="Model">Automatic routing.</param>
    /// <param name="Variant">What it optimizes.</param>
    internal sealed record Auto(AutoModel Model, AutoVariant Variant = AutoVariant.Balanced) : ModelResolution;

    /// <summary>Exactly this model.</summary>
    internal sealed record Pinned(Model Model) : ModelResolution;

    /// <summary>No such model.</summary>
    /// <param name="Nearest">The ids of up to three similar models, the most similar first.</param>
    internal sealed record Unknown(ImmutableArray<string> Nearest) : ModelResolution;
}
