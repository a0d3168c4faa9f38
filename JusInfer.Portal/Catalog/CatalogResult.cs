using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>A catalog, or everything that is wrong with the file it should have come from.</summary>
internal sealed record CatalogResult
{
    /// <summary>Null if, and only if, there are faults.</summary>
    public CatalogSnapshot? Snapshot { get; private init; }

    /// <summary>One sentence each: the JSON path, what is wrong there, what to write instead.</summary>
    public ImmutableArray<string> Faults { get; private init; } = [];

    public static CatalogResult Loaded(CatalogSnapshot snapshot) => new() { Snapshot = snapshot };

    public static CatalogResult Refused(ImmutableArray<string> faults) => new() { Faults = faults };
}
