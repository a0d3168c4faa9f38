using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>The name behind which the router picks a model for each call.</summary>
internal sealed record AutoModel
{
    public required string Id { get; init; }

    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>The model a saving is measured against: what the caller would have used without a router.</summary>
    public required Model Baseline { get; init; }
}
