using System.Text;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Tests.Gateway.Invoice;

namespace JusInfer.Portal.Tests.Gateway.Translation.Media;

public sealed class ImageSizeTests
{
    private static readonly byte[] JpegStart = [0xff, 0xd8, 0xff, 0xe0, 0, 16, .. "JFIF"u8, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];

    /// <summary>A frame of 640 by 480 pixels.</summary>
    private static readonly byte[] JpegFrame = [0xff, 0xc2, 0, 17, 8, 1, 0xe0, 2, 0x80, 3, .. new byte[9]];

    /// <summary>The start of the data.</summary>
    private static readonly byte[] JpegScan = [0xff, 0xda, 0, 12, 3, .. new byte[9]];

    /// <summary>A canvas of 640 by 480 pixels, and a frame of 320 by 240.</summary>
    private static readonly byte[] WebPCanvas = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 0x7f, 2, 0, 0xdf, 1, 0];

    private static readonly byte[] WebPFrame = [.. "VP8 "u8, 10, 0, 0, 0, 0, 2, 3, 0x9d, 1, 0x2a, 0x40, 1, 0xf0, 0];

    /// <summary>A screen of 320 by 240 pixels with two colors.</summary>
    private static readonly byte[] GifScreen = [.. "GIF89a"u8, 0x40, 1, 0xf0, 0, 0x80, 0, 0, .. new byte[6]];

    [Fact]
    public void The_size_of_each_format_is_in_its_head()
    {
        Of(Convert.FromBase64String(Prompts.Png(4_000, 3))).ShouldBe((4_000, 3));
        Of([.. GifScreen, .. GifFrame(320, 240)]).ShouldBe((320, 240));
        Of([.. WebPCanvas, .. WebPFrame]).ShouldBe((640, 480));
        Of([.. WebPCanvas[..12], .. WebPFrame]).ShouldBe((320, 240));
        Of([.. WebPCanvas[..12], .. "VP8L"u8, 10, 0, 0, 0, 0x2f, 0x7f, 0xc2, 0x77, 0, 0, 0, 0, 0, 0]).ShouldBe((640, 480));
        Of([.. JpegStart, .. JpegFrame, .. JpegScan]).ShouldBe((640, 480));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60_000)]
    [InlineData(65_533)]
    public void The_frame_of_a_JPEG_can_be_behind_other_segments(int length)
    {
        byte[] exif = [0xff, 0xff, 0xe1, (byte)((length + 2) >> 8), (byte)((length + 2) & 0xff), .. new byte[length]];

        Of([.. JpegStart, .. exif, .. exif, .. exif, .. JpegFrame, .. JpegScan]).ShouldBe((640, 480));
    }

    /// <summary>Each is a way to have one size for the gateway and another one for a decoder.</summary>
    [Fact]
    public void A_head_that_decoders_read_in_different_ways_has_no_size()
    {
        byte[] png = Convert.FromBase64String(Prompts.Png(1, 1)), other = Convert.FromBase64String(Prompts.Png(8_000, 8_000))[8..33];
        byte[] small = [.. JpegFrame[..5], 0, 1, 0, 1, .. JpegFrame[9..]];

        Of(Convert.FromBase64String(Prompts.Png(8_000, 8_000, Prompts.ChunkOfOnePixel))).ShouldBeNull("a chunk before the head");
        Of([.. png[..33], .. other, .. png[33..]]).ShouldBeNull("two heads");
        Of([.. png[..16], 0, 0, 9, 9, .. png[20..]]).ShouldBeNull("another checksum");
        Of([.. png[..11], 14, .. png[12..]]).ShouldBeNull("a longer head");
        Of(png[..33]).ShouldBeNull("no data");

        Of([.. JpegStart, .. small, .. JpegFrame, .. JpegScan]).ShouldBeNull("two frames");
        Of([.. JpegStart, .. JpegFrame]).ShouldBeNull("no data");
        Of([.. JpegStart, .. JpegFrame[..9], 4, .. JpegFrame[10..], .. JpegScan]).ShouldBeNull("a fourth component, without room for it");
        foreach (var marker in (byte[])[0x00, 0x01, 0xc8, 0xd0, 0xd8, 0xdc, 0xde, 0xf0])
            Of([.. JpegStart, 0xff, marker, 0, 19, .. small, .. JpegFrame, .. JpegScan]).ShouldBeNull($"marker {marker:x}");
        Of([.. JpegStart, 0xff, 0xe1, 0, 0, .. JpegFrame, .. JpegScan]).ShouldBeNull("a segment without a length");

        Of([.. WebPCanvas, .. "ANMF"u8, 16, 0, 0, 0, .. new byte[16], .. WebPFrame]).ShouldBeNull("an animation");
        Of([.. WebPCanvas, .. WebPCanvas[12..], .. WebPFrame]).ShouldBeNull("two canvases");
        Of([.. WebPCanvas[..12], .. "ICCP"u8, 2, 0, 0, 0, 0, 0, .. WebPFrame]).ShouldBeNull("a chunk before the only one");
        Of([.. WebPCanvas, .. WebPFrame[..8], 1, .. WebPFrame[9..]]).ShouldBeNull("no key frame");
    }

    [Fact]
    public void Of_a_canvas_and_a_frame_the_larger_one_counts()
    {
        byte[] comment = [0x21, 0xfe, 2, 1, 1, 0];

        Of([.. GifScreen, .. comment, .. GifFrame(5_000, 6_000)]).ShouldBe((5_010, 6_020), "with the offset of the frame");
        Of([.. GifScreen, .. GifFrame(1, 1)]).ShouldBe((320, 240));
        Of([.. GifScreen, 0x3b, .. GifFrame(1, 1)]).ShouldBeNull();
        Of([.. WebPCanvas[..24], 0, 0, 0, 0, 0, 0, .. WebPFrame]).ShouldBe((320, 240));
    }

    [Fact]
    public void What_has_no_size_is_none()
    {
        Of([]).ShouldBeNull();
        Of([.. "BM"u8, .. new byte[40]]).ShouldBeNull("a format that models do not see");
        Of(Convert.FromBase64String(Prompts.Png(0, 9))).ShouldBeNull();
        Of(Convert.FromBase64String(Prompts.Png())[..20]).ShouldBeNull();
        Of(JpegStart).ShouldBeNull();
        Of([.. JpegStart, 0xff, 0xda, 0, 2, .. JpegFrame]).ShouldBeNull("data before the frame");
        Of([.. JpegStart, .. "planted"u8, .. new byte[9]]).ShouldBeNull();
    }

    [Fact]
    public void Random_bytes_never_fail()
    {
        var random = new Random(38);
        var bytes = new byte[200];
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            byte[][] heads = [[0x89, .. "PNG"u8, 0x0d, 0x0a, 0x1a, 0x0a], [.. "GIF89a"u8], [.. "RIFF1234WEBP"u8], JpegStart];
            heads[i % heads.Length].CopyTo(bytes, 0);
            Of(bytes[..random.Next(bytes.Length)]);
        }
    }

    /// <summary>A frame at (10, 20), or at the origin if it is small.</summary>
    private static byte[] GifFrame(int width, int height)
    {
        byte offset = width > 320 ? (byte)10 : (byte)0;
        return
        [
            0x2c, offset, 0, (byte)(offset * 2), 0, (byte)(width & 0xff), (byte)(width >> 8), (byte)(height & 0xff), (byte)(height >> 8), 0,
        ];
    }

    private static (int Width, int Height)? Of(byte[] bytes) => ImageSize.Read(Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)));
}
