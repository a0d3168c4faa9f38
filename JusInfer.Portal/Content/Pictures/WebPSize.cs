using System.Buffers.Binary;

namespace JusInfer.Portal.Content.Pictures;

/// <summary>The size of a lossy WebP picture, from its header (RFC 9649). Browsers reserve the space before they have loaded it.</summary>
internal static class WebPSize
{
    private const int MinHeaderBytes = 30;
    private const int SizeMask = 0x3fff;

    /// <summary>Pixels; null if the file is not such a picture.</summary>
    public static (int Width, int Height)? Of(ReadOnlySpan<byte> file)
    {
        if (file.Length < MinHeaderBytes || !file[..4].SequenceEqual("RIFF"u8) || !file[8..12].SequenceEqual("WEBP"u8)) return null;
        if (file[12..16].SequenceEqual("VP8X"u8)) return (1 + Read24(file[24..]), 1 + Read24(file[27..]));
        return file[12..16].SequenceEqual("VP8 "u8)
            ? (BinaryPrimitives.ReadUInt16LittleEndian(file[26..]) & SizeMask, BinaryPrimitives.ReadUInt16LittleEndian(file[28..]) & SizeMask)
            : null;
    }

    private static int Read24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
