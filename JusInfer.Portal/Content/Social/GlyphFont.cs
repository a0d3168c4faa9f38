using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.IO.Compression;

namespace JusInfer.Portal.Content.Social;

/// <summary>
/// A font in one size, as bitmaps. They are made from the portal's own font by <c>eng/social-glyphs.mjs</c>, so that the server needs no
/// library that draws text.
/// </summary>
internal sealed class GlyphFont
{
    private const string Resource = "glyphs.bin";
    private const int HeaderBytes = 7;
    private const char Unknown = '?';

    private static readonly Lazy<ImmutableArray<GlyphFont>> Fonts = new(ReadAll);

    private readonly FrozenDictionary<char, Glyph> glyphs;

    private GlyphFont(Dictionary<char, Glyph> glyphs) => this.glyphs = glyphs.ToFrozenDictionary();

    /// <summary>64 pixels, semi-bold.</summary>
    public static GlyphFont Title => Fonts.Value[0];

    /// <summary>30 pixels.</summary>
    public static GlyphFont Text => Fonts.Value[1];

    /// <summary>The bitmap of a character; of a question mark for one that the font does not have.</summary>
    public Glyph this[char character] => glyphs.GetValueOrDefault(character) ?? glyphs[Unknown];

    public int WidthOf(ReadOnlySpan<char> text)
    {
        var width = 0;
        foreach (var character in text) width += this[character].Advance;
        return width;
    }

    private static ImmutableArray<GlyphFont> ReadAll()
    {
        using var resource = typeof(GlyphFont).Assembly.GetManifestResourceStream(typeof(GlyphFont), Resource)!;
        using var compressed = new BrotliStream(resource, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        compressed.CopyTo(bytes);
        ReadOnlyMemory<byte> rest = bytes.ToArray();
        var fonts = ImmutableArray.CreateBuilder<GlyphFont>();
        while (!rest.IsEmpty) fonts.Add(new GlyphFont(Read(ref rest)));
        return fonts.ToImmutable();
    }

    /// <summary>The number of glyphs, and for each the character (2 bytes), advance, left, top, width, height (1 byte each) and the bitmap.</summary>
    private static Dictionary<char, Glyph> Read(ref ReadOnlyMemory<byte> rest)
    {
        var read = new Dictionary<char, Glyph>();
        var count = rest.Span[0];
        rest = rest[1..];
        while (read.Count < count)
        {
            var header = rest.Span[..HeaderBytes];
            var size = header[5] * header[6];
            read.Add(
                (char)BinaryPrimitives.ReadUInt16LittleEndian(header),
                new Glyph(header[2], (sbyte)header[3], (sbyte)header[4], header[5], rest.Slice(HeaderBytes, size)));
            rest = rest[(HeaderBytes + size)..];
        }

        return read;
    }
}
