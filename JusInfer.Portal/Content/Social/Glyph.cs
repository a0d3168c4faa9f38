namespace JusInfer.Portal.Content.Social;

/// <summary>A character of a font as a bitmap. All sizes are pixels.</summary>
/// <param name="Advance">The distance to the next character.</param>
/// <param name="Left">The distance from the pen to the left edge of the bitmap.</param>
/// <param name="Top">The distance from the base line up to the top edge of the bitmap.</param>
/// <param name="Width">The width of the bitmap.</param>
/// <param name="Coverage">How much of each pixel is covered, 0 to 255, row by row.</param>
internal sealed record Glyph(int Advance, int Left, int Top, int Width, ReadOnlyMemory<byte> Coverage);
