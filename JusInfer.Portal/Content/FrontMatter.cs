using System.Collections.Immutable;

namespace JusInfer.Portal.Content;

/// <summary>What an article says about itself between the two <c>---</c> lines at its top.</summary>
internal sealed record FrontMatter
{
    public required string Title { get; init; }

    /// <summary>One sentence for search results, feeds and lists.</summary>
    public required string Description { get; init; }

    /// <summary>The article in two or three sentences, shown above its text.</summary>
    public required string Tldr { get; init; }

    public required DateOnly Date { get; init; }

    public required string Author { get; init; }

    /// <summary>The subject that an article shares with its relatives: lower-case words joined by hyphens.</summary>
    public required string Cluster { get; init; }

    public required ImmutableArray<string> Tags { get; init; }
}
