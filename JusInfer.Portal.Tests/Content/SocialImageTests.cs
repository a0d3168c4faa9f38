using System.Buffers.Binary;
using System.IO.Compression;
using JusInfer.Portal.Content;
using JusInfer.Portal.Content.Social;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Content;

/// <summary>The pictures of links (Open Graph).</summary>
public sealed class SocialImageTests
{
    private const int HeaderBytes = 33;

    [Fact]
    public void Every_article_has_a_small_picture_of_its_own()
    {
        var images = ContentFolder.Read(Repository.Root).All.Select(static article => article.SocialImage.Value.ToArray()).ToArray();

        images.ShouldAllBe(static image => image.Length < 60_000);
        images.Select(static image => Convert.ToBase64String(image)).Distinct().Count().ShouldBe(images.Length);
    }

    [Fact]
    public void A_picture_is_a_valid_PNG_with_the_size_that_pages_name()
    {
        var image = SocialImage.Draw("Docs", "A title", "A description.");

        image[..8].ShouldBe([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
        BinaryPrimitives.ReadInt32BigEndian(image.AsSpan(16)).ShouldBe(SocialImage.Width);
        BinaryPrimitives.ReadInt32BigEndian(image.AsSpan(20)).ShouldBe(SocialImage.Height);
        PixelsOf(image).Length.ShouldBe((SocialImage.Width + 1) * SocialImage.Height);

        // The checksum of the empty last chunk is the same in every PNG file.
        image[^4..].ShouldBe([0xae, 0x42, 0x60, 0x82]);
    }

    [Fact]
    public void A_long_text_is_cut_and_stays_within_the_margins()
    {
        var pixels = PixelsOf(SocialImage.Draw("Docs", string.Join(' ', Enumerable.Repeat("Incomprehensibilities", 20)), string.Join(' ', Enumerable.Repeat("unquestionable", 60))));

        for (var row = 0; row < SocialImage.Height; row++)
            pixels.AsSpan((row * (SocialImage.Width + 1)) + 1 + SocialImage.Width - 60, 60).ContainsAnyExcept((byte)0).ShouldBeFalse();
        pixels.AsSpan((SocialImage.Height - 20) * (SocialImage.Width + 1)).ContainsAnyExcept([(byte)0, byte.MaxValue]).ShouldBeFalse();
    }

    [Fact]
    public void Characters_that_the_font_does_not_have_become_question_marks() =>
        SocialImage.Draw("Docs", "語", "x").ShouldBe(SocialImage.Draw("Docs", "?", "x"));

    /// <summary>The rows of the picture, each after its filter.</summary>
    private static byte[] PixelsOf(byte[] image)
    {
        var at = HeaderBytes;
        while (!image.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8)) at += 12 + BinaryPrimitives.ReadInt32BigEndian(image.AsSpan(at));
        using var data = new MemoryStream(image, at + 8, BinaryPrimitives.ReadInt32BigEndian(image.AsSpan(at)));
        using var zlib = new ZLibStream(data, CompressionMode.Decompress);
        using var pixels = new MemoryStream();
        zlib.CopyTo(pixels);
        return pixels.ToArray();
    }
}
