using System.Buffers.Binary;

namespace JusInfer.Portal.Tests.TestKit.Upstreams.Billing;

/// <summary>The largest size that any decoder can read in an image, wherever it is. Written apart from the product's reader.</summary>
internal static class BilledImageSize
{
    public static (int Width, int Height) Largest(ReadOnlySpan<byte> image)
    {
        var (width, height) = (1, 1);
        for (var at = 0; at < image.Length - 13; at++)
        {
            var here = image[at..];
            if (here.StartsWith("IHDR"u8))
                Take(BinaryPrimitives.ReadInt32BigEndian(here[4..]), BinaryPrimitives.ReadInt32BigEndian(here[8..]));
            else if (here.StartsWith("GIF8"u8)) Take(Little(here[6..]), Little(here[8..]));
            else if (here[0] == 0x2c && image.StartsWith("GIF8"u8)) Take(Little(here[5..]), Little(here[7..]));
            else if (here[0] == 0xff && here[1] is 0xc0 or 0xc2 && image[0] == 0xff)
                Take(BinaryPrimitives.ReadUInt16BigEndian(here[7..]), BinaryPrimitives.ReadUInt16BigEndian(here[5..]));
        }

        return (width, height);

        void Take(int oneWidth, int oneHeight) => (width, height) = (Math.Max(width, oneWidth), Math.Max(height, oneHeight));
    }

    private static int Little(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
