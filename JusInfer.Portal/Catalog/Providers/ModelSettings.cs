using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog.Providers;

/// <summary>What operators have changed about a model of the catalog.</summary>
internal sealed record ModelSettings
{
    /// <summary>The id of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Whether calls are sent to the model.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Names of the model, besides those of the catalog.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>The prices in the place of those of the catalog, oldest first; empty if those of the catalog apply.</summary>
    public ImmutableArray<CustomPrice> Prices { get; init; } = [];

    public required DateTimeOffset SetAt { get; init; }

    public required UserId SetBy { get; init; }
}
