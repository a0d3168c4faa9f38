using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>Automatic routing as a model: the router selects a model for each call to it.</summary>
internal sealed record AutoModel
{
    public required string Id { get; init; }

    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>The model that savings are measured against: the one that the caller would use without a router.</summary>
    public required Model Baseline { get; init; }
}
