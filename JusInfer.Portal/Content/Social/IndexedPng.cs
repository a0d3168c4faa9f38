using System.Buffers.Binary;
using System.IO.Compression;

namespace JusInfer.Portal.Content.Social;

/// <summary>Writes PNG pictures with a palette of 256 colors.</summary>
internal static class IndexedPng
{
    private const byte BitDepth = 8;
    private const byte IndexedColor = 3;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <param name="width">Pixels.</param>
    /// <param name="pixels">The color of each pixel as an index of the palette, row by row.</param>
    /// <param name="palette">Red, green and blue of each color.</param>
    public static byte[] Encode(int width, ReadOnlySpan<byte> pixels, ReadOnlySpan<byte> palette)
    {
        using var png = new MemoryStream();
        png.Write(Signature);
        Span<byte> header = [0, 0, 0, 0, 0, 0, 0, 0, BitDepth, IndexedColor, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], pixels.Length / width);
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "PLTE"u8, palette);
        WriteChunk(png, "IDAT"u8, Compress(width, pixels));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static byte[] Compress(int width, ReadOnlySpan<byte> pixels)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (; !pixels.IsEmpty; pixels = pixels[width..])
            {
                zlib.WriteByte(0); // no filter
                zlib.Write(pixels[..width]);
            }
        }

        return data.ToArray();
    }

    private static void WriteChunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        png.Write(number);
    }

    /// <summary>CRC-32 of ISO 3309, as PNG uses it. The framework has none.</summary>
    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        const uint Polynomial = 0xedb88320;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * Polynomial);
        }

        return crc;
    }
}
