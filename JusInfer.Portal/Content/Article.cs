using System.Collections.Immutable;

namespace JusInfer.Portal.Content;

/// <summary>A published article: its source file and the rendered page.</summary>
internal sealed record Article
{
    public required Section Section { get; init; }

    /// <summary>The file's name without its extension; the last segment of the address.</summary>
    public required string Slug { get; init; }

    public required FrontMatter About { get; init; }

    /// <summary>The source file, byte for byte.</summary>
    public required ReadOnlyMemory<byte> Markdown { get; init; }

    /// <summary>The Markdown after the front matter, without comments.</summary>
    public required string Body { get; init; }

    /// <summary>The rendered body. Raw HTML of the source is escaped.</summary>
    public required string Html { get; init; }

    /// <summary>Second- and third-level headings, in order.</summary>
    public required ImmutableArray<Heading> Headings { get; init; }

    public required ImmutableArray<Link> Links { get; init; }

    /// <summary>The files that code blocks contain.</summary>
    public required ImmutableArray<CodeFile> Files { get; init; }

    /// <summary>The whole text without markup, in order.</summary>
    public required ImmutableArray<Passage> Passages { get; init; }

    /// <summary>The picture for links to the article, drawn when it is first requested.</summary>
    public required Lazy<ReadOnlyMemory<byte>> SocialImage { get; init; }

    public required int ReadingMinutes { get; init; }

    public string Address => AddressOf(Section, Slug);

    public string MarkdownAddress => $"/{Section.Name}/{Slug}.md";

    public string SocialImageAddress => $"/social/{Section.Name}/{Slug}.png";

    public string File => FileOf(Section, Slug);

    public static string AddressOf(Section section, string slug) => $"/{section.Name}/{slug}/";

    public static string FileOf(Section section, string slug) => $"content/{section.Name}/{slug}.md";
}

/// <summary>A heading. Its id is unique within the article and is the fragment of links to it.</summary>
internal sealed record Heading(int Level, string Id, string Text);

/// <summary>The text of an article between two headings.</summary>
/// <param name="Heading">The heading above it; null for the text before the first one.</param>
/// <param name="Text">The text without markup.</param>
internal sealed record Passage(Heading? Heading, string Text);

/// <summary>A file that a code block contains. The block names it after its language: <c>```json ~/.config/agent/settings.json</c>.</summary>
/// <param name="Path">The path: in the home folder if it begins with <c>~/</c>, otherwise only a name.</param>
/// <param name="Language">The language that the block names.</param>
/// <param name="Text">The content, with the address and the key of the examples, and with a line break at its end.</param>
internal sealed record CodeFile(string Path, string Language, string Text)
{
    /// <summary>The last segment of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}

/// <summary>A link in an article, with its line in the file (counted from 1).</summary>
internal sealed record Link(string Target, int Line);
