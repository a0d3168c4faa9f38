using System.Collections.Immutable;

namespace JusInfer.Portal.Content;

/// <summary>A published page: the author's file and what was made of it.</summary>
internal sealed record Article
{
    public required Section Section { get; init; }

    /// <summary>The file's name without its ending; the last part of the address.</summary>
    public required string Slug { get; init; }

    public required FrontMatter About { get; init; }

    /// <summary>The file exactly as the author saved it.</summary>
    public required ReadOnlyMemory<byte> Markdown { get; init; }

    /// <summary>The body, rendered. Raw HTML in the source was escaped.</summary>
    public required string Html { get; init; }

    /// <summary>Second- and third-level headings, in order.</summary>
    public required ImmutableArray<Heading> Headings { get; init; }

    public required ImmutableArray<Link> Links { get; init; }

    public required int ReadingMinutes { get; init; }

    public string Address => AddressOf(Section, Slug);

    public string MarkdownAddress => $"/{Section.Name}/{Slug}.md";

    public string File => FileOf(Section, Slug);

    public static string AddressOf(Section section, string slug) => $"/{section.Name}/{slug}/";

    public static string FileOf(Section section, string slug) => $"content/{section.Name}/{slug}.md";
}

/// <summary>A heading that can be linked to; its id is unique within the article and stands after <c>#</c> in an address.</summary>
internal sealed record Heading(int Level, string Id, string Text);

/// <summary>Where an article points to, and from which line of its file (counted from one).</summary>
internal sealed record Link(string Target, int Line);
