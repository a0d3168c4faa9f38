using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>What a requested model name means.</summary>
internal abstract record ModelResolution
{
    private ModelResolution()
    {
    }

    /// <summary>The router is to pick.</summary>
    internal sealed record Auto(AutoModel Model) : ModelResolution;

    /// <summary>This model and no other.</summary>
    internal sealed record Pinned(Model Model) : ModelResolution;

    /// <summary>No such model.</summary>
    /// <param name="Nearest">Ids of up to three models that the caller may have meant, the most likely first.</param>
    internal sealed record Unknown(ImmutableArray<string> Nearest) : ModelResolution;
}
