using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>The result of looking up a requested model name.</summary>
internal abstract record ModelResolution
{
    private ModelResolution()
    {
    }

    /// <summary>The router selects the model.</summary>
    internal sealed record Auto(AutoModel Model) : ModelResolution;

    /// <summary>Exactly this model.</summary>
    internal sealed record Pinned(Model Model) : ModelResolution;

    /// <summary>No such model.</summary>
    /// <param name="Nearest">The ids of up to three similar models, the most similar first.</param>
    internal sealed record Unknown(ImmutableArray<string> Nearest) : ModelResolution;
}
