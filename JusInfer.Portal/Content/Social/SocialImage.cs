namespace JusInfer.Portal.Content.Social;

/// <summary>
/// The picture that chats and social networks show for a link to a page (Open Graph): section, title and description on a dark background.
/// Drawing one takes about 20 ms.
/// </summary>
internal static class SocialImage
{
    public const int Width = 1200;
    public const int Height = 630;

    /// <summary>The address of the picture for pages that have none of their own.</summary>
    public const string DefaultAddress = "/social/jusinfer.png";

    public const string ContentType = "image/png";

    private const int Left = 80;
    private const int MaxTextWidth = Width - (2 * Left);
    private const int BarWidth = 16;
    private const int TitleLineHeight = 78;
    private const int TextLineHeight = 44;
    private const int MaxTitleLines = 4;
    private const int MaxTextLines = 3;
    private const int LastBaseline = Height - 40;
    private const char Ellipsis = '…';

    private const byte Shades = 128;
    private const byte Text = 0;
    private const byte Accent = Shades;
    private const double Muted = 0.7;

    /// <summary>Shades from the background to the color of the text, and from the background to the accent color: the dark theme of the portal.</summary>
    private static readonly byte[] Palette = [.. Ramp(0xe7eeea), .. Ramp(0x56d3b1)];

    private static readonly Lazy<byte[]> DefaultImage = new(static () =>
        Draw("LLM gateway and developer portal", "Change two values. Keep your agent.", "One endpoint for every model that your coding agents call, with keys, limits and a receipt for each call."));

    public static ReadOnlyMemory<byte> Default => DefaultImage.Value;

    public static byte[] Draw(string section, string title, string description)
    {
        var pixels = new byte[Width * Height];
        for (var row = 0; row < Height; row++) pixels.AsSpan(row * Width, BarWidth).Fill(Accent + Shades - 1);

        Write(pixels, GlyphFont.Text, "JusInfer", Left, 96, Accent, strength: 1);
        Write(pixels, GlyphFont.Text, section, Left + GlyphFont.Text.WidthOf("JusInfer  "), 96, Text, Muted);
        var baseline = 220;
        foreach (var line in Wrap(GlyphFont.Title, title, MaxTitleLines))
        {
            Write(pixels, GlyphFont.Title, line, Left, baseline, Text, strength: 1);
            baseline += TitleLineHeight;
        }

        foreach (var line in Wrap(GlyphFont.Text, description, Math.Min(MaxTextLines, ((LastBaseline - baseline) / TextLineHeight) + 1)))
        {
            Write(pixels, GlyphFont.Text, line, Left, baseline, Text, Muted);
            baseline += TextLineHeight;
        }

        return IndexedPng.Encode(Width, pixels, Palette);
    }

    /// <summary>Breaks a text between words. A text with more lines ends with an ellipsis.</summary>
    private static List<string> Wrap(GlyphFont font, string text, int maxLines)
    {
        List<string> lines = [];
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && font.WidthOf($"{lines[^1]} {word}") <= MaxTextWidth) lines[^1] += $" {word}";
            else lines.Add(word);
        }

        if (lines.Count <= maxLines) return lines;
        var last = lines[maxLines - 1];
        while (font.WidthOf(last) + font[Ellipsis].Advance > MaxTextWidth && last.LastIndexOf(' ') is > 0 and var space) last = last[..space];
        lines[maxLines - 1] = last + Ellipsis;
        return lines[..maxLines];
    }

    private static void Write(byte[] pixels, GlyphFont font, string text, int pen, int baseline, byte color, double strength)
    {
        foreach (var character in text)
        {
            var glyph = font[character];
            for (var index = 0; index < glyph.Coverage.Length; index++)
            {
                var (x, y) = (pen + glyph.Left + (index % glyph.Width), baseline - glyph.Top + (index / glyph.Width));
                if (x is >= 0 and < Width && y is >= 0 and < Height && glyph.Coverage.Span[index] > 0)
                    pixels[(y * Width) + x] = (byte)(color + (glyph.Coverage.Span[index] * strength * (Shades - 1) / byte.MaxValue));
            }

            pen += glyph.Advance;
        }
    }

    private static IEnumerable<byte> Ramp(int color)
    {
        const int Background = 0x0d1311;
        return from shade in Enumerable.Range(0, Shades)
               from shift in (int[])[16, 8, 0]
               let start = (Background >> shift) & byte.MaxValue
               let end = (color >> shift) & byte.MaxValue
               select (byte)(start + ((end - start) * shade / (Shades - 1)));
    }
}
