using System.Collections.Immutable;

namespace JusInfer.Portal.Content;

/// <summary>The metadata of an article, between the two <c>---</c> lines at its top.</summary>
internal sealed record FrontMatter
{
    public required string Title { get; init; }

    /// <summary>One sentence for search results, feeds and lists.</summary>
    public required string Description { get; init; }

    /// <summary>A summary in two or three sentences, shown above the text.</summary>
    public required string Tldr { get; init; }

    public required DateOnly Date { get; init; }

    public required string Author { get; init; }

    /// <summary>The topic that related articles share, as a slug.</summary>
    public required string Cluster { get; init; }

    public required ImmutableArray<string> Tags { get; init; }
}
