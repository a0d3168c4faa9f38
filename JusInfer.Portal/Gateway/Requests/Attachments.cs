namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// The images and files of a prompt, by what providers count tokens of: pixels and pages. One formula for each family of models, of which
/// the largest applies where a family has several, so that a call holds at least what it can cost.
/// </summary>
/// <remarks>
/// Sources: Claude, platform.claude.com/docs/en/build-with-claude/vision and /pdf-support; OpenAI,
/// developers.openai.com/api/docs/guides/images-vision and /file-inputs (openai/openai-python#2851 on its two kinds of formulas); Gemini,
/// ai.google.dev/gemini-api/docs/media-resolution and /tokens.
/// </remarks>
internal sealed class Attachments
{
    /// <summary>A patch of Claude has 28 pixels a side, and an image is reduced to so many.</summary>
    private const int ClaudeImage = 4_784;

    /// <summary>A patch of OpenAI has 32 pixels a side. In its full size an image has so many at most, and one token each.</summary>
    private const int FullPatches = 10_000;

    /// <summary>Of the smaller models, whose patches count up to 2.46 tokens.</summary>
    private const int SmallPatches = 1_536;

    /// <summary>OpenAI's older models reduce an image to 2048 by 768 pixels: 8 tiles of 512 pixels a side.</summary>
    private const int MaxTiles = 8;

    /// <summary>Gemini's older models reduce an image to 3072 pixels a side: 16 tiles of 768.</summary>
    private const int MaxGeminiTiles = 16;

    private const int GeminiTile = 258;

    /// <summary>Of an image or a page in Gemini's highest resolution.</summary>
    private const int GeminiImage = 2_240;

    /// <summary>The most text of a page that Anthropic names. A page is its text and its image.</summary>
    private const int PageText = 3_000;

    private long claudeTokens;
    private long fullPatches;
    private long smallPatches;
    private long tiles;
    private long geminiTiles;
    private int images;
    private int pages;

    /// <summary>The number of images, files and recordings.</summary>
    public int Count { get; private set; }

    /// <summary>Their size in the body.</summary>
    public long Bytes { get; set; }

    /// <summary>The size of files of text.</summary>
    public long TextBytes { get; private set; }

    /// <summary>A file of which nothing in the request bounds the tokens: audio, video, or one whose pages cannot be counted.</summary>
    public bool HasUnbounded { get; private set; }

    /// <summary>A document whose pages are counted. What is written on a page has no bound.</summary>
    public bool HasPages => pages > 0;

    /// <summary>Adds an image of unknown size.</summary>
    public void AddImage()
    {
        (Count, images) = (Count + 1, images + 1);
        claudeTokens += ClaudeImage;
        fullPatches += FullPatches;
        smallPatches += SmallPatches;
        tiles += MaxTiles;
        geminiTiles += MaxGeminiTiles;
    }

    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    public void AddImage(int width, int height)
    {
        (Count, images) = (Count + 1, images + 1);
        claudeTokens += Math.Min(ClaudeImage, Parts(width, height, 28));
        fullPatches += Math.Min(FullPatches, Parts(width, height, 32));
        smallPatches += Math.Min(SmallPatches, Parts(width, height, 32));
        tiles += TilesOf(width, height);
        geminiTiles += Math.Min(MaxGeminiTiles, Parts(width, height, 768));
    }

    /// <summary>Adds a document with so many pages.</summary>
    public void AddPages(int count) => (Count, pages) = (Count + 1, pages + count);

    /// <summary>Adds a file of text.</summary>
    /// <param name="bytes">Its size when decoded.</param>
    public void AddText(long bytes) => (Count, TextBytes) = (Count + 1, TextBytes + bytes);

    public void AddUnbounded() => (Count, HasUnbounded) = (Count + 1, true);

    /// <summary>The tokens of the images and pages. Those of a family without a formula here are counted as OpenAI's.</summary>
    public long TokensFor(VisionFamily family)
    {
        if (images == 0 && pages == 0) return 0;
        if (family == VisionFamily.Claude) return claudeTokens + (pages * (PageText + (long)ClaudeImage));
        if (family == VisionFamily.Gemini)
            return Math.Max(images * (long)GeminiImage, geminiTiles * GeminiTile) + (pages * (long)GeminiImage);
        if (family == VisionFamily.OpenAiMini)
            return (images * 2_833L) + (tiles * 5_667) + (pages * (PageText + 2_833L + (MaxTiles * 5_667)));
        var small = ((smallPatches * 246) + 99) / 100;
        var page = PageText + (((SmallPatches * 246L) + 99) / 100);
        return Math.Max(Math.Max(fullPatches, small), (images * 85L) + (tiles * 170)) + (pages * page);
    }

    /// <summary>The attachments of two parts of a prompt.</summary>
    public static Attachments? Sum(Attachments? left, Attachments? right) => left is null ? right : right is null ? left : new Attachments
    {
        claudeTokens = left.claudeTokens + right.claudeTokens,
        fullPatches = left.fullPatches + right.fullPatches,
        smallPatches = left.smallPatches + right.smallPatches,
        tiles = left.tiles + right.tiles,
        geminiTiles = left.geminiTiles + right.geminiTiles,
        images = left.images + right.images,
        pages = left.pages + right.pages,
        Count = left.Count + right.Count,
        Bytes = left.Bytes + right.Bytes,
        TextBytes = left.TextBytes + right.TextBytes,
        HasUnbounded = left.HasUnbounded || right.HasUnbounded,
    };

    /// <summary>The squares that cover an image.</summary>
    private static long Parts(int width, int height, int side) => ((width + (long)side - 1) / side) * ((height + (long)side - 1) / side);

    /// <summary>The tiles after an image is reduced to fit in 2048 pixels a side, and then to 768 on its shorter side.</summary>
    private static int TilesOf(int width, int height)
    {
        const double Rounding = 1e-6;
        var (longer, shorter) = ((double)Math.Max(width, height), (double)Math.Min(width, height));
        var scale = Math.Min(1, 2_048 / longer);
        scale *= Math.Min(1, 768 / (shorter * scale));
        return (int)(Math.Ceiling((longer * scale / 512) - Rounding) * Math.Max(1, Math.Ceiling((shorter * scale / 512) - Rounding)));
    }
}
