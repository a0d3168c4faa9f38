using System.Collections.Immutable;

namespace JusInfer.Portal.Content.Pictures;

/// <summary>A picture that articles show: <c>![alternative text](/pictures/leases.svg)</c>.</summary>
/// <param name="Address">The address in articles, at which programs that read the Markdown find it too.</param>
internal abstract record Picture(string Address)
{
    public abstract ImmutableArray<PictureFile> Files { get; }
}

/// <summary>A drawing. It is part of the page, so that its colors and its font are those of the theme and its text is text.</summary>
/// <param name="Address">The address in articles.</param>
/// <param name="Svg">An <c>svg</c> element with a role, a name and a description.</param>
internal sealed record Diagram(string Address, string Svg) : Picture(Address)
{
    public override ImmutableArray<PictureFile> Files => [new PictureFile(Address, System.Text.Encoding.UTF8.GetBytes(Svg))];
}

/// <summary>A screenshot in both themes. A page shows the one of its own theme.</summary>
internal sealed record Screenshot(PictureFile Light, PictureFile Dark, int Width, int Height) : Picture(Light.Address)
{
    public override ImmutableArray<PictureFile> Files => [Light, Dark];
}

/// <summary>A file that the portal serves.</summary>
internal sealed record PictureFile(string Address, ReadOnlyMemory<byte> Bytes)
{
    public string ContentType => Address.EndsWith(PictureFolder.DiagramExtension, StringComparison.Ordinal) ? "image/svg+xml" : "image/webp";
}
